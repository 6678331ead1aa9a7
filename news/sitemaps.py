from datetime import datetime
from functools import partial

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from news.models import Article, Category
from saovang.core.pagination import DeferredJoinPaginator
from saovang.pagecache.version import content_version


class ArticleSitemap(Sitemap):
    """`templates/sitemap.xml` adds each article's picture."""

    limit = 2_000  # a fifth of a second to make

    @property
    def paginator(self) -> DeferredJoinPaginator:
        rows = Article.objects.select_related("cover").only("slug", "changed_at", "cover")
        articles = Article.objects.published()
        count = partial(content_version.cached, "count of latest", articles.count)
        return DeferredJoinPaginator(articles, rows, self.limit, count)

    def lastmod(self, article: Article) -> datetime:
        return article.changed_at

    def get_latest_lastmod(self) -> None:
        """Not told of the whole: each article tells its own, and asking all of them would cost too much."""


class CategorySitemap(Sitemap):
    def items(self) -> QuerySet[Category]:
        return Category.objects.all()


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return ["news:home", "news:latest", "procedures:index"]

    def location(self, name: str) -> str:
        return reverse(name)


sitemaps = {"pages": PageSitemap, "categories": CategorySitemap, "articles": ArticleSitemap}
