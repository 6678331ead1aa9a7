from django.conf import settings
from django.db import models
from django.utils import timezone

from news.models.article import Article


class WorkflowEvent(models.Model):
    """A change of an article's status, with user, time and note. Deleted only with the article."""

    class Action(models.TextChoices):
        SUBMITTED = "submitted", "Gửi duyệt"
        RETURNED = "returned", "Trả lại"
        PUBLISHED = "published", "Đăng"
        WITHDRAWN = "withdrawn", "Gỡ bài"

    article = models.ForeignKey(Article, models.CASCADE, related_name="workflow_events", verbose_name="bài viết")
    action = models.CharField("việc", max_length=10, choices=Action)
    note = models.CharField("lời nhắn", max_length=500, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người làm"
    )
    created_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "bước xử lý"
        verbose_name_plural = "các bước xử lý"

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.note}" if self.note else self.get_action_display()
