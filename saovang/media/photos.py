"""Photos that belong to something, such as an article or a page."""

from collections.abc import Collection
from typing import NamedTuple, Self, TypeVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from saovang.core.fields import CleanCharField
from saovang.media import responsive
from saovang.media.files import OwnedFile


def new_photo_path(photo: "BasePhoto", filename: str) -> str:
    """Return a unique path: browsers cache photos for a year."""
    return f"anh/{timezone.localdate():%Y/%m}/{uuid4().hex}.jpg"


class Focus(models.TextChoices):
    """The part of a photo that stays in view where it is cropped. Stylesheets match the values as `data-focus`."""

    TOP_LEFT = "top-left", "trên, bên trái"
    TOP = "top", "trên, ở giữa"
    TOP_RIGHT = "top-right", "trên, bên phải"
    LEFT = "left", "giữa, bên trái"
    CENTER = "", "chính giữa"
    RIGHT = "right", "giữa, bên phải"
    BOTTOM_LEFT = "bottom-left", "dưới, bên trái"
    BOTTOM = "bottom", "dưới, ở giữa"
    BOTTOM_RIGHT = "bottom-right", "dưới, bên phải"


class CardImage(NamedTuple):
    """A photo: its file name in storage, its size in pixels, its alternative text and its focus."""

    name: str
    width: int
    height: int
    alt: str
    focus: str = ""


PhotoT = TypeVar("PhotoT", bound="BasePhoto", covariant=True)


class PhotoQuerySet(models.QuerySet[PhotoT]):
    def missing_alt_text(self) -> Self:
        """Return photos without alt text that are not decorative."""
        return self.filter(alt_text="", decorative=False)


class BasePhoto(OwnedFile):
    """A photo, upright and without metadata. The body of its owner defines its position in the text."""

    LIMIT = "ARTICLE_MAX_PHOTOS"
    FILE_FIELD = "image"

    image = models.ImageField(
        "ảnh", upload_to=new_photo_path, width_field="width", height_field="height", max_length=200, db_index=True
    )
    width = models.PositiveIntegerField("rộng", editable=False)
    height = models.PositiveIntegerField("cao", editable=False)
    caption = CleanCharField("chú thích", max_length=300, blank=True)
    alt_text = CleanCharField(
        "mô tả ảnh",
        max_length=300,
        blank=True,
        help_text="Nói ảnh cho thấy gì, cho người không nhìn được ảnh.",
    )
    decorative = models.BooleanField(
        "ảnh trang trí",
        default=False,
        help_text="Ảnh không nói gì thêm cho bài; máy đọc màn hình sẽ bỏ qua.",
    )
    # Imported from an old portal without alt text: reported as missing, but does not block publication.
    alt_text_exempt = models.BooleanField("miễn mô tả", default=False, editable=False)
    focus = models.CharField("điểm chính", max_length=12, choices=Focus, default=Focus.CENTER, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        constraints = [models.CheckConstraint(condition=Q(focus__in=Focus.values), name="%(class)s_focus_valid")]

    def __str__(self) -> str:
        return self.caption or self.alt_text or f"Ảnh {self.order}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave the constraints to the database: forms refuse an unknown focus without a query for each photo."""

    @property
    def is_missing_alt_text(self) -> bool:
        return not self.decorative and not self.alt_text.strip()

    @property
    def is_described(self) -> bool:
        """Return False for a photo that readers do not see, because it needs an alternative text."""
        return self.alt_text_exempt or not self.is_missing_alt_text

    @property
    def effective_alt(self) -> str:
        """Return the `alt` attribute, which is empty for a decorative photo."""
        return "" if self.decorative else self.alt_text

    @cached_property
    def card_image(self) -> CardImage:
        return CardImage(self.image.name or "", self.width, self.height, self.effective_alt, self.focus)

    @property
    def variants(self) -> list[responsive.Variant]:
        return responsive.variants(self.image.name or "", self.width)
