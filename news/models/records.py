"""Records of editing an article: workflow, preview links."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from news.models.article import Article
from saovang.core.fields import CleanCharField

PREVIEW_LINK_LIFETIME = timedelta(days=7)


class WorkflowEventQuerySet(models.QuerySet["WorkflowEvent"]):
    def latest_of_articles(self) -> Self:
        """Return the events that no other one of their article follows, oldest first."""
        later = WorkflowEvent._base_manager.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later)).order_by("pk")


class WorkflowEvent(models.Model):
    """A change of an article's status, with user, time and note. Deleted only with the article."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", "Gửi duyệt"
        RETURNED = "returned", "Trả lại"
        RECALLED = "recalled", "Rút lại"
        PUBLISHED = "published", "Đăng"
        WITHDRAWN = "withdrawn", "Gỡ bài"

    article = models.ForeignKey(Article, models.CASCADE, related_name="workflow_events", verbose_name="bài viết")
    action = models.CharField("việc", max_length=10, choices=Action)
    note = CleanCharField("lời nhắn", max_length=500, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người làm"
    )
    created_at = models.DateTimeField("lúc", default=timezone.now)

    objects = WorkflowEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "bước xử lý"
        verbose_name_plural = "các bước xử lý"

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.note}" if self.note else self.get_action_display()


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
        verbose_name = "liên kết xem trước"
        verbose_name_plural = "liên kết xem trước"

    def __str__(self) -> str:
        return f"hết hạn lúc {timezone.localtime(self.expires_at):%H:%M %d/%m/%Y}"

    @property
    def cookie_name(self) -> str:
        """Return the name of the cookie that opens the article's files. Its value is the token."""
        return f"xem_truoc_{self.pk}"

    @property
    def token(self) -> str:
        return Signer(salt="news.preview").sign(str(self.pk))

    @property
    def expires_at(self) -> datetime:
        return self.created_at + PREVIEW_LINK_LIFETIME

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
