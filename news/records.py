"""What the desk keeps about an article beside the article: who did what, what is being typed, the preview link."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone

PREVIEW_LIFE = timedelta(days=7)


class Step(models.Model):
    """One step of an article's way to the public, kept for good."""

    class Verb(models.TextChoices):
        SENT = "sent", "Gửi duyệt"
        RETURNED = "returned", "Trả lại"
        PUBLISHED = "published", "Đăng"
        WITHDRAWN = "withdrawn", "Gỡ bài"

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="steps", verbose_name="bài viết")
    verb = models.CharField("việc", max_length=10, choices=Verb)
    note = models.CharField("lời nhắn", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người làm"
    )
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "bước xử lý"
        verbose_name_plural = "các bước xử lý"

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.note}" if self.note else self.get_verb_display()


class TypedText(models.Model):
    """What an account has typed into an article's form and not saved yet; one row for each of the two.

    `fields` holds the form's values by name, those of its photos under "photos" by key; `seen` the stamp of
    the article that the form was opened with.
    """

    article = models.ForeignKey("news.Article", models.CASCADE, related_name="typed_texts", verbose_name="bài viết")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gõ", db_index=False
    )
    fields = models.JSONField("nội dung")
    seen = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "chữ chưa lưu"
        verbose_name_plural = "chữ chưa lưu"
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="typed_text_once")]

    def __str__(self) -> str:
        return f"{self.article_id} / {self.user_id}"


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def by_token(self, token: str) -> "PreviewLink | None":
        """The link that `token` was made for, or None where it is forged or the link was revoked."""
        try:
            return self.filter(pk=Signer(salt="news.preview").unsign(token)).first()
        except (BadSignature, ValueError):
            return None


class PreviewLink(models.Model):
    """Opens an article to whoever holds the link, for seven days. There is one an article; a new one ends the old."""

    article = models.OneToOneField("news.Article", models.CASCADE, related_name="preview_link", verbose_name="bài viết")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người tạo"
    )
    made_at = models.DateTimeField("tạo lúc", default=timezone.now)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "đường dẫn xem trước"
        verbose_name_plural = "đường dẫn xem trước"

    def __str__(self) -> str:
        return f"hết hạn lúc {timezone.localtime(self.ends_at):%H:%M %d/%m/%Y}"

    @property
    def token(self) -> str:
        return Signer(salt="news.preview").sign(str(self.pk))

    @property
    def ends_at(self) -> datetime:
        return self.made_at + PREVIEW_LIFE

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()
