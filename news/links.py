"""Categories and attachments in the link dialog of the editor."""

from collections.abc import Iterator

from news.models import Article, Attachment, Category
from saovang.adminsite.links import LinkTarget, title_matches
from saovang.core.text import words


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
