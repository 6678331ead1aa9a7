"""Pages that stand for good: about the commune, its offices, privacy, accessibility."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from saovang.redirects.models import Moving
from saovang.rich_text import RichTextField


class Page(Moving):
    class Place(models.TextChoices):
        MENU = "menu", "Menu đầu trang"
        FOOT = "foot", "Cuối trang"

    title = models.CharField("tiêu đề", max_length=120)
    slug = models.SlugField("địa chỉ", max_length=120, unique=True)
    body = RichTextField("nội dung", blank=True)
    place = models.CharField("liên kết đứng ở", max_length=4, choices=Place, default=Place.MENU)
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Trang có số nhỏ đứng trước.")
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        ordering = ["order", "title"]
        verbose_name = "trang"
        verbose_name_plural = "các trang"
        constraints = [models.CheckConstraint(condition=Q(place__in=["menu", "foot"]), name="page_place_known")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.slug])
