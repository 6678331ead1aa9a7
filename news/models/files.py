"""The files of an article: photos and attachments."""

from django.db import models
from django.urls import reverse

from saovang.core.fields import CleanTextField
from saovang.media.file_types import DetectedFile
from saovang.media.files import Document, OwnedFile
from saovang.media.photos import BasePhoto
from saovang.media.recordings import AUDIO_TYPES, VIDEO_TYPES
from saovang.media.storage import RECORDING_MIME_TYPES


class Photo(BasePhoto):
    """A photo of an article."""

    OWNER_FIELD = "article"
    OWNER_NOUN = "bài"

    article = models.ForeignKey("Article", models.CASCADE, related_name="photos", verbose_name="bài viết")

    class Meta(BasePhoto.Meta):
        constraints = [
            *BasePhoto.Meta.constraints,
            models.UniqueConstraint(fields=["article", "upload_key"], name="photo_unique_upload_key"),
        ]


class Attachment(OwnedFile, Document):
    """A document to download with an article, or a recording to play."""

    OWNER_FIELD = "article"
    OWNER_NOUN = "bài"
    LIMIT = "ARTICLE_MAX_ATTACHMENTS"
    FILE_FIELD = "file"

    article = models.ForeignKey("Article", models.CASCADE, related_name="attachments", verbose_name="bài viết")
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
