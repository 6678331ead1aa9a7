from django.conf import settings
from django.db import models
from django.utils import timezone

from news.models.article import Article


class Step(models.Model):
    """One step of an article's way to the public, kept for good."""

    class Verb(models.TextChoices):
        SENT = "sent", "Gửi duyệt"
        RETURNED = "returned", "Trả lại"
        PUBLISHED = "published", "Đăng"
        WITHDRAWN = "withdrawn", "Gỡ bài"

    article = models.ForeignKey(Article, models.CASCADE, related_name="steps", verbose_name="bài viết")
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
