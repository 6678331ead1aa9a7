from django.conf import settings
from django.db import models

from news.models.article import Article


class TypedText(models.Model):
    """What an account has typed into an article's form and not saved yet; one row for each of the two.

    `fields` holds the form's values by name, those of its photos under "photos" by key; `seen` the stamp of
    the article that the form was opened with.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="typed_texts", verbose_name="bài viết")
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
