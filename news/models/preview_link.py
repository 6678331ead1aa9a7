from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone

from news.models.article import Article

PREVIEW_LINK_LIFETIME = timedelta(days=7)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def get_by_token(self, token: str) -> "PreviewLink | None":
        """Return the link of `token`, or None if the token is forged or the link was revoked."""
        try:
            return self.filter(pk=Signer(salt="news.preview").unsign(token)).first()
        except (BadSignature, ValueError):
            return None


class PreviewLink(models.Model):
    """Lets anyone with the link read an article for seven days. One an article; a new one revokes the old one."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="preview_link", verbose_name="bài viết")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người tạo"
    )
    created_at = models.DateTimeField("tạo lúc", default=timezone.now)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "đường dẫn xem trước"
        verbose_name_plural = "đường dẫn xem trước"

    def __str__(self) -> str:
        return f"hết hạn lúc {timezone.localtime(self.expires_at):%H:%M %d/%m/%Y}"

    @property
    def token(self) -> str:
        return Signer(salt="news.preview").sign(str(self.pk))

    @property
    def expires_at(self) -> datetime:
        return self.created_at + PREVIEW_LINK_LIFETIME

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
