"""Flat pages (about the commune, its offices, privacy, accessibility) and links to public services."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from saovang.core.fields import CleanCharField, CleanSlugField, CleanURLField, RichTextField
from saovang.redirects.models import RedirectOnUrlChange


class ServiceLink(models.Model):
    """A link to a public service on another site, shown on the home page and when a search finds nothing."""

    name = CleanCharField("tên", max_length=100)
    description = CleanCharField("để làm gì", max_length=150, blank=True)
    url = CleanURLField("địa chỉ", unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "liên kết dịch vụ công"
        verbose_name_plural = "liên kết dịch vụ công"

    def __str__(self) -> str:
        return self.name


class Page(RedirectOnUrlChange):
    """A flat page with a link in the menu or in the footer of every page."""

    class Position(models.TextChoices):
        MENU = "menu", "Menu đầu trang"
        FOOTER = "footer", "Cuối trang"

    title = CleanCharField("tiêu đề", max_length=120)
    slug = CleanSlugField("địa chỉ", max_length=120, unique=True)
    body = RichTextField("nội dung", blank=True)
    position = models.CharField("liên kết đứng ở", max_length=10, choices=Position, default=Position.MENU)
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Trang có số nhỏ đứng trước.")
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        ordering = ["order", "title"]
        verbose_name = "trang"
        verbose_name_plural = "trang"
        constraints = [models.CheckConstraint(condition=Q(position__in=["menu", "footer"]), name="page_position_valid")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.slug])
