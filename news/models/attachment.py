from django.db import models

from news.models.article import Article
from saovang.media.files import Document


class Attachment(Document):
    """A document to download with an article."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="attachments", verbose_name="bài viết")

    class Meta(Document.Meta):
        verbose_name = "tệp đính kèm"
        verbose_name_plural = "tệp đính kèm"
