from django.db import models
from django.urls import reverse

from saovang.redirects.models import RedirectOnUrlChange


class Category(RedirectOnUrlChange):
    name = models.CharField("tên", max_length=60, unique=True)
    slug = models.SlugField("địa chỉ", max_length=120, unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "chuyên mục"
        verbose_name_plural = "chuyên mục"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:category", args=[self.slug])

    def get_public_urls(self) -> list[str]:
        return [reverse(f"news:{name}", args=[self.slug]) for name in ("category", "category_rss", "category_atom")]
