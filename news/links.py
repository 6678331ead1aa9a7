"""Categories and attachments in the link dialog of the editor, and articles on the 404 page."""

from collections.abc import Iterator

from news.models import Article, Attachment, Category
from saovang.adminsite.links import LinkTarget, title_matches
from saovang.core.not_found import Link
from saovang.core.text import words

PREFIX = 6  # letters of a slug that must be right
MAX_SIMILAR = 50


def find_categories(query: str) -> Iterator[LinkTarget]:
    for category in Category.objects.all():
        if title_matches(query, category.name):
            yield LinkTarget(category.name, "Chuyên mục", category.get_absolute_url())


def find_attachments(query: str) -> Iterator[LinkTarget]:
    """Yield attachments of published articles, the newest first."""
    attachments = Attachment.objects.filter(article__in=Article.objects.published()).order_by("-pk")
    for word in words(query):
        attachments = attachments.filter(title__folded=word)
    for attachment in attachments.iterator():
        if title_matches(query, attachment.title):
            yield LinkTarget(attachment.title, "Tệp đính kèm", attachment.get_absolute_url())


def find_articles(slug: str) -> list[Link]:
    """Return published articles whose slug begins as `slug` does, for the 404 page."""
    articles = Article.objects.filter(slug__startswith=slug[:PREFIX]).order_by("slug")
    rows = articles.only("title", "slug", "status", "published_at")[:MAX_SIMILAR]
    return [Link(article.title, article.get_absolute_url()) for article in rows if article.is_public]
