"""What is done with an article, by the names that an editor uses."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from news.alternative_text import problems
from news.models import Article


def publish(article: Article, at: datetime | None = None) -> None:
    """Make `article` public now, or by itself at a time to come. Once published it keeps its time.

    Raises ValidationError with a sentence for each photo that lacks a good alternative text.
    """
    if found := problems(article):
        raise ValidationError(found)
    article.status = Article.Status.PUBLISHED
    if at or article.published_at is None:
        article.published_at = at or timezone.now().replace(microsecond=0)
    article.save(update_fields=["status", "published_at", "changed_at"])


def withdraw(article: Article) -> None:
    """Take a published article back. Its address stays and says so."""
    if article.status != Article.Status.PUBLISHED:
        raise ValueError("Only a published article can be withdrawn.")
    article.status = Article.Status.WITHDRAWN
    article.save(update_fields=["status", "changed_at"])
