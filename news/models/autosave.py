from django.conf import settings
from django.db import models

from news.models.article import Article


class Autosave(models.Model):
    """Unsaved changes of one user in one article's form.

    `fields` holds the form's values by field name, and those of its photos under "photos" by primary key.
    `base_version` is the edit version of the article that the form was opened with.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="autosaves", verbose_name="bài viết")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="người gõ", db_index=False
    )
    fields = models.JSONField("nội dung")
    base_version = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "chữ chưa lưu"
        verbose_name_plural = "chữ chưa lưu"
        constraints = [models.UniqueConstraint(fields=["user", "article"], name="autosave_unique_user_article")]

    def __str__(self) -> str:
        return f"{self.article_id} / {self.user_id}"
