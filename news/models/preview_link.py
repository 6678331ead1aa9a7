from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone

from news.models.article import Article

PREVIEW_LIFE = timedelta(days=7)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def by_token(self, token: str) -> "PreviewLink | None":
        """The link that `token` was made for, or None where it is forged or the link was revoked."""
        try:
            return self.filter(pk=Signer(salt="news.preview").unsign(token)).first()
        except (BadSignature, ValueError):
            return None


class PreviewLink(models.Model):
    """Opens an article to whoever holds the link, for seven days. There is one an article; a new one ends the old."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="preview_link", verbose_name="bài viết")
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
