"""Flat pages (about the commune, privacy, accessibility), tasks of the home page and links to public services."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from saovang.core.fields import CleanCharField, CleanSlugField, CleanURLField, RichTextField
from saovang.core.icons import ICONS
from saovang.core.links import REFUSED, normalize_href
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


class Task(models.Model):
    """What residents often come for, with a link to the page where it begins. The home page shows all of them."""

    title = CleanCharField("tên", max_length=40, help_text="Một, hai từ, ví dụ: Sinh con.")
    description = CleanCharField("gồm những việc gì", max_length=80, blank=True)
    icon = models.CharField("hình", max_length=20, choices=list(ICONS.items()), blank=True)
    url = CleanCharField(
        "địa chỉ", max_length=300, help_text="Đường dẫn trong trang này, ví dụ: /phan-anh-kien-nghi/, hoặc địa chỉ web."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Sáu việc thì vừa một hàng.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "việc thường gặp"
        verbose_name_plural = "việc thường gặp"
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="/") & ~Q(url__startswith="//")
                | Q(url__startswith="https://")
                | Q(url__startswith="http://"),
                name="task_url_valid",
                violation_error_message="Địa chỉ phải bắt đầu bằng / hoặc https://.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Normalize the URL. Raises ValidationError if it cannot be opened."""
        url = normalize_href(self.url, settings.ALLOWED_HOSTS)
        if url is None:
            raise ValidationError({"url": REFUSED.format(self.url)})
        self.url = url


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
        verbose_name_plural = "các trang"
        constraints = [models.CheckConstraint(condition=Q(position__in=["menu", "footer"]), name="page_position_valid")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.slug])
