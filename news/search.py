"""Articles in the search of the portal."""

from django.db.models import QuerySet

from news.models import Article, Category
from saovang.core.text import plain_text
from saovang.search.sources import Document, Filter, SearchSource


class ArticleSource(SearchSource):
    model = Article
    number = 1
    slug = "tin-tuc"
    label = "Tin tức"
    fields = frozenset({"title", "summary", "body", "category", "category_id", "status", "published_at"})

    def index_queryset(self) -> QuerySet:
        return Article.objects.scheduled_or_published().select_related("category")

    def public_queryset(self) -> QuerySet:
        return Article.objects.published().select_related("category")

    def load_public(self, ids: list[int]) -> list[Article]:
        """Filter by primary key alone: with the status, SQLite would scan the index of all published articles."""
        rows = Article.objects.select_related("category").filter(pk__in=ids)
        return [article for article in rows if article.is_public]

    def document(self, obj: Article) -> Document:
        return Document(
            obj.title,
            obj.summary,
            plain_text(obj.body),
            subtitle=obj.category.name,
            published_at=obj.published_at,
            facets=(f"c{obj.category_id}",),
        )

    def filters(self) -> list[Filter]:
        """Return a filter for all news and one for each category."""
        return super().filters() + [
            Filter(category.slug, category.name, self.facet(f"c{category.pk}")) for category in Category.objects.all()
        ]

    def years(self) -> list[int]:
        return Article.objects.published().years()
