"""How articles are found."""

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
        """Found by key alone: SQLite would walk through the index of all that is published."""
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
        """All news, then each category."""
        return super().filters() + [
            Filter(category.slug, category.name, own_facet(self, f"c{category.pk}"))
            for category in Category.objects.all()
        ]

    def years(self) -> list[int]:
        return Article.objects.published().years()
