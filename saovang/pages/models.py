"""Flat pages, tasks of the home page, links to public services and the picture of the header."""

from hashlib import sha256
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from saovang.core.fields import EXTENSIONS, CleanCharField, CleanSlugField, CleanURLField, RichTextField
from saovang.core.icons import ICONS
from saovang.core.links import REFUSED, normalize_href
from saovang.media import responsive
from saovang.media.files import Document
from saovang.media.photos import BasePhoto
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
        "địa chỉ", max_length=300, help_text="Liên kết trong trang này, ví dụ: /phan-anh-kien-nghi/, hoặc địa chỉ web."
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
    """A flat page with a link in the menu or in the footer of every page.

    `body` is HTML with rows of photos, as that of an article.
    """

    is_public = True

    class Position(models.TextChoices):
        MENU = "menu", "Mục Xã ta của menu"
        FOOTER = "footer", "Cuối trang"

    title = CleanCharField("tiêu đề", max_length=120)
    slug = CleanSlugField("địa chỉ", max_length=120, unique=True)
    body = RichTextField("nội dung", blank=True, extensions=EXTENSIONS | {"PhotoRow": True})
    position = models.CharField("liên kết đứng ở", max_length=10, choices=Position, default=Position.MENU)
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Trang có số nhỏ đứng trước.")
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        ordering = ["order", "title"]
        verbose_name = "trang"
        verbose_name_plural = "trang"
        permissions = [("erase_page", "Xóa hẳn ảnh và tệp của trang")]
        constraints = [models.CheckConstraint(condition=Q(position__in=["menu", "footer"]), name="page_position_valid")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pages:page", args=[self.slug])

    @cached_property
    def shown_photos(self) -> list["PagePhoto"]:
        """Return the photos that readers see; none of a page that is not saved."""
        return [photo for photo in self.photos.all() if photo.is_described] if self.pk else []


class PagePhoto(BasePhoto):
    """A photo of a page."""

    OWNER_FIELD = "page"
    OWNER_NOUN = "trang"

    page = models.ForeignKey(Page, models.CASCADE, related_name="photos", verbose_name="trang")

    class Meta(BasePhoto.Meta):
        constraints = [
            *BasePhoto.Meta.constraints,
            models.UniqueConstraint(fields=["page", "upload_key"], name="pagephoto_unique_upload_key"),
        ]


class PageFile(Document):
    """A file listed below the text of a page."""

    FILE_TYPES = ("pdf", "docx", "xlsx", "odt", "zip")

    page = models.ForeignKey(Page, models.CASCADE, related_name="files", verbose_name="trang")

    class Meta(Document.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"

    def get_absolute_url(self) -> str:
        return reverse("pages:file", args=[self.pk, self.filename])


def new_picture_path(header_image: "HeaderImage", filename: str) -> str:
    """Return a unique path: browsers cache pictures for a year."""
    return f"anh/{timezone.localdate():%Y/%m}/{uuid4().hex}.jpg"


class HeaderImage(models.Model):
    """What staff put in place of the drawn horizon of the header: an SVG or a picture. There is at most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    svg = models.TextField("hình SVG", blank=True, editable=False)  # the result of saovang.media.svg.clean_svg
    picture = models.ImageField(
        "ảnh",
        upload_to=new_picture_path,
        width_field="width",
        height_field="height",
        max_length=200,
        blank=True,
        editable=False,
    )
    width = models.PositiveIntegerField("rộng", null=True, editable=False)
    height = models.PositiveIntegerField("cao", null=True, editable=False)

    class Meta:
        verbose_name = "hình đầu trang"
        verbose_name_plural = "hình đầu trang"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="header_image_single_row"),
            models.CheckConstraint(
                condition=Q(svg="") & ~Q(picture="") | Q(picture="") & ~Q(svg=""),
                name="header_image_svg_or_picture",
                violation_error_message="Hãy chọn một hình.",
            ),
        ]

    def __str__(self) -> str:
        return "Hình đầu trang"

    @property
    def digest(self) -> str:
        """Return the part of the URL of the SVG that changes with its content."""
        return sha256(self.svg.encode()).hexdigest()[:16]

    @property
    def url(self) -> str:
        return reverse("pages:header_image", args=[self.digest]) if self.svg else self.picture.url

    @property
    def srcset(self) -> str:
        """Return the widths of a picture as the HTML attribute `srcset`."""
        return responsive.srcset(self.picture.name or "", self.width or 0) if self.picture else ""
