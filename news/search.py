"""Articles in the search of the portal."""

from datetime import datetime

from django.db.models import QuerySet

from news.models import Article, Category
from saovang.core.text import plain_text
from saovang.search.sources import Filter, Source, Texts, own_facet


class ArticleSource(Source):
    model = Article
    number = 1
    slug = "tin-tuc"
    label = "Tin tức"
    fields = frozenset({"title", "summary", "body", "category", "category_id", "status", "published_at"})

    def indexable(self) -> QuerySet:
        return Article.objects.released()

    def public(self) -> QuerySet:
        return Article.objects.published().select_related("category")

    def public_among(self, keys: list[int]) -> list[Article]:
        """Filter by primary key alone: with the status, SQLite would scan the index of all published articles."""
        rows = Article.objects.select_related("category").filter(pk__in=keys)
        return [article for article in rows if article.is_public]

    def texts(self, article: Article) -> Texts:
        return Texts(article.title, article.summary, plain_text(article.body))

    def moment(self, article: Article) -> datetime | None:
        return article.published_at

    def note(self, article: Article) -> str:
        return article.category.name

    def facets(self, article: Article) -> list[str]:
        return [f"c{article.category_id}"]

    def filters(self) -> list[Filter]:
        """Return a filter for all news and one for each category."""
        return super().filters() + [
            Filter(category.slug, category.name, own_facet(self, f"c{category.pk}"))
            for category in Category.objects.all()
        ]

    def years(self) -> list[int]:
        return Article.objects.published().years()
