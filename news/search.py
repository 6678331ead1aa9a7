"""Articles in the search of the portal."""

from collections.abc import Iterable

from django.db.models import QuerySet

from news.models import Article, Attachment, Category, Photo
from saovang.core.text import plain_text
from saovang.media.captions import captions_text
from saovang.search.sources import Document, Filter, SearchSource, sources


class ArticleSource(SearchSource):
    model = Article
    number = 1
    slug = "tin-tuc"
    label = "Tin tức"
    fields = frozenset(
        {"title", "summary", "body", "author", "source", "category", "category_id", "status", "published_at"}
    )
    related = {Photo: "article_id", Attachment: "article_id"}

    def index_queryset(self) -> QuerySet:
        return self._with_files(Article.objects.scheduled_or_published())

    def public_queryset(self) -> QuerySet:
        return self._with_files(Article.objects.published())

    @staticmethod
    def _with_files(articles: QuerySet[Article]) -> QuerySet[Article]:
        return articles.select_related("category").prefetch_related("photos", "attachments")

    def load_public(self, ids: list[int]) -> list[Article]:
        return self._load(self._with_files(Article.objects.all()), ids, "summary", "body", "author", "source")

    def load_own(self, ids: list[int]) -> list[Article]:
        return self._load(Article.objects.select_related("category"), ids, "summary", "body")

    def load_headings(self, ids: list[int]) -> list[Article]:
        return self._load(Article.objects.select_related("category"), ids)

    @staticmethod
    def _load(articles: QuerySet[Article], ids: list[int], *texts: str) -> list[Article]:
        """Filter by primary key alone: with the status, SQLite would scan the index of all published articles.

        Only the fields that results show are loaded.
        """
        fields = ("title", "slug", "status", "published_at", "category__name", *texts)
        return [article for article in articles.only(*fields).filter(pk__in=ids).order_by() if article.is_public]

    def heading(self, obj: Article) -> Document:
        return Document(obj.title, subtitle=obj.category.name, published_at=obj.published_at)

    def own_document(self, obj: Article) -> Document:
        facets = (f"c{obj.category_id}",)
        return self.heading(obj)._replace(summary=obj.summary, body=plain_text(obj.body), facets=facets)

    def document(self, obj: Article) -> Document:
        """Return the text, then who wrote it, texts of the photos that readers see, and names and captions of files."""
        own = self.own_document(obj)
        texts = [own.body, obj.author, obj.source]
        for photo in obj.shown_photos:
            texts += [photo.caption, photo.effective_alt]
        for attachment in obj.attachments.all():
            texts += [attachment.title, captions_text(attachment.captions)]
        return own._replace(body=" · ".join(filter(None, texts)))

    def files(self, obj: Article) -> Iterable[Attachment]:
        return obj.attachments.all()

    def filters(self) -> list[Filter]:
        """Return a filter for all news and one for each category, which may have the slug of a source."""
        taken = {source.slug for source in sources.values()}
        return super().filters() + [
            Filter(
                f"{self.slug}/{category.slug}" if category.slug in taken else category.slug,
                category.name,
                self.facet(f"c{category.pk}"),
            )
            for category in Category.objects.all()
        ]

    def years(self) -> list[int]:
        return Article.objects.published().years()
