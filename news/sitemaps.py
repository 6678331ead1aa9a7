from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from news.models import Article, Category


class ArticleSitemap(Sitemap):
    """`templates/sitemap.xml` adds each article's picture."""

    limit = 10_000

    def items(self):
        return Article.objects.published().for_lists()

    def lastmod(self, article):
        return article.changed_at


class CategorySitemap(Sitemap):
    def items(self):
        return Category.objects.all()


class PageSitemap(Sitemap):
    def items(self) -> list[str]:
        return ["news:home", "news:latest", "procedures:index"]

    def location(self, name) -> str:
        return reverse(name)


sitemaps = {"pages": PageSitemap, "categories": CategorySitemap, "articles": ArticleSitemap}
