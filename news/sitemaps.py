from datetime import datetime
from functools import partial

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from news.models import Article, Category
from saovang.core.pagination import DeferredJoinPaginator
from saovang.pagecache.version import content_version


class ArticleSitemap(Sitemap):
    """Public articles. `templates/sitemap.xml` adds the cover of each."""

    limit = 2_000  # takes a fifth of a second

    @property
    def paginator(self) -> DeferredJoinPaginator:
        rows = Article.objects.select_related("cover").only("slug", "updated_at", "cover")
        articles = Article.objects.published()
        count = partial(content_version.cached, "count of latest", articles.count)
        return DeferredJoinPaginator(articles, rows, self.limit, count)

    def lastmod(self, article: Article) -> datetime:
        return article.updated_at

    def get_latest_lastmod(self) -> None:
        """Return None: a date for the whole sitemap would read every article, and each one has its own."""


class CategorySitemap(Sitemap):
    def items(self) -> QuerySet[Category]:
        return Category.objects.all()


class NewsPageSitemap(Sitemap):
    """The home page and the list of all articles."""

    def items(self) -> list[str]:
        return ["news:home", "news:latest"]

    def location(self, name: str) -> str:
        return reverse(name)


sitemaps = {"news": NewsPageSitemap, "categories": CategorySitemap, "articles": ArticleSitemap}
