"""Categories and attachments in the link dialog of the editor, articles on the 404 page, links that lead nowhere."""

from collections.abc import Iterator

from django.db.models import QuerySet

from news.models import Article, Attachment, Category
from saovang.adminsite.links import LinkTarget, title_matches
from saovang.core.not_found import Link
from saovang.core.text import words
from saovang.redirects.dead_links import Target

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


def _why_closed(article: Article) -> str:
    if article.is_public:
        return ""
    return "hẹn giờ" if article.is_scheduled else article.get_status_display().lower()


def _load_articles() -> QuerySet[Article]:
    return Article.objects.only("title", "slug", "status", "published_at")


TARGETS = [
    Target("bài", _load_articles, ["news:article", "news:print"], why_closed=_why_closed),
    Target("chuyên mục", Category.objects.all, ["news:category"]),
    Target(
        "tệp",
        Attachment.objects.select_related("article").all,
        ["news:attachment"],
        "pk",
        lambda attachment: (reason := _why_closed(attachment.article)) and f"của một bài {reason}",
    ),
]
