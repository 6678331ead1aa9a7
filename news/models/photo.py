"""The files of an article: photos and attachments."""

from collections.abc import Collection
from typing import NamedTuple, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from saovang.core.fields import CleanCharField, CleanTextField
from saovang.media import responsive
from saovang.media.file_types import DetectedFile
from saovang.media.files import Document
from saovang.media.recordings import AUDIO_TYPES, VIDEO_TYPES
from saovang.media.storage import RECORDING_MIME_TYPES


def new_photo_path(photo: "Photo", filename: str) -> str:
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


class PhotoQuerySet(models.QuerySet["Photo"]):
    def missing_alt_text(self) -> Self:
        """Return photos without alt text that are not decorative."""
        return self.filter(alt_text="", decorative=False)


class Photo(models.Model):
    """A photo of an article, upright and without metadata. The article's body defines its position in the text."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="photos", verbose_name="bài viết")
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
    # Made by the browser for each file, so that a request that is sent again stores nothing twice.
    upload_key = models.UUIDField("khóa tải lên", null=True, editable=False)
    # The same for all copies of a file (news/services/reuse.py).
    origin = models.UUIDField("bản gốc", default=uuid4, editable=False, db_index=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "ảnh"
        verbose_name_plural = "ảnh"
        constraints = [
            models.UniqueConstraint(fields=["article", "upload_key"], name="photo_unique_upload_key"),
            models.CheckConstraint(condition=Q(focus__in=Focus.values), name="photo_focus_valid"),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt_text or f"Ảnh {self.order}"

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Leave the constraints to the database: forms refuse an unknown focus without a query for each photo."""

    @property
    def is_missing_alt_text(self) -> bool:
        return not self.decorative and not self.alt_text.strip()

    @property
    def effective_alt(self) -> str:
        """Return the `alt` attribute, which is empty for a decorative photo."""
        return "" if self.decorative else self.alt_text

    @cached_property
    def card_image(self) -> CardImage:
        return CardImage(self.image.name or "", self.width, self.height, self.effective_alt, self.focus)

    @property
    def variants(self) -> list[responsive.Variant]:
        return responsive.variants(self.image, self.width)


class Attachment(Document):
    """A document to download with an article, or a recording to play."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="attachments", verbose_name="bài viết")
    upload_key = models.UUIDField("khóa tải lên", null=True, editable=False)  # of the present file, as of a photo
    origin = models.UUIDField("bản gốc", default=uuid4, editable=False, db_index=True)  # of the present file as well
    # Of a recording, as far as its header says.
    duration = models.PositiveIntegerField("thời lượng (giây)", null=True, editable=False)
    width = models.PositiveIntegerField("rộng", null=True, editable=False)
    height = models.PositiveIntegerField("cao", null=True, editable=False)
    poster = models.ForeignKey(
        Photo, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ảnh bìa của phim"
    )
    captions = CleanTextField("phụ đề", blank=True, editable=False)  # WebVTT, of `saovang.media.captions`

    class Meta(Document.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
        constraints = [models.UniqueConstraint(fields=["article", "upload_key"], name="attachment_unique_upload_key")]

    def get_absolute_url(self) -> str:
        return reverse("news:attachment", args=[self.pk, self.filename])

    def set_detected(self, found: DetectedFile) -> None:
        super().set_detected(found)
        recording = found.recording
        self.duration = recording.seconds if recording else None
        self.width, self.height = (recording.width, recording.height) if recording else (None, None)

    @property
    def is_audio(self) -> bool:
        return self.file_type in AUDIO_TYPES

    @property
    def is_video(self) -> bool:
        return self.file_type in VIDEO_TYPES

    @property
    def is_upright(self) -> bool:
        return (self.height or 0) > (self.width or 0)

    @property
    def mime_type(self) -> str:
        """Return the MIME type of a recording."""
        return RECORDING_MIME_TYPES[f".{self.file_type}"]
