"""The newest articles for feed readers: RSS and Atom, of everything and of each category."""

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.timezone import localtime

from news.models import Article, Category

LENGTH = 30


class _WithPictures:
    """Adds each article's cover, by the Media RSS vocabulary, which both kinds of feed may use."""

    def root_attributes(self) -> dict:
        return super().root_attributes() | {"xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler, item) -> None:
        super().add_item_elements(handler, item)
        if item["picture"]:
            handler.addQuickElement("media:content", None, item["picture"])


class RssWithPictures(_WithPictures, Rss201rev2Feed):
    pass


class AtomWithPictures(_WithPictures, Atom1Feed):
    pass


class ArticlesRss(Feed):
    feed_type = RssWithPictures
    description = subtitle = "Tin mới nhất của địa phương"
    language = "vi"

    def get_object(self, request, slug: str | None = None) -> tuple:
        return request, get_object_or_404(Category, slug=slug) if slug else None

    def title(self, obj) -> str:
        request, category = obj
        return f"{category or 'Tin tức'} – {request.get_host()}"

    def link(self, obj) -> str:
        category = obj[1]
        return category.get_absolute_url() if category else reverse("news:latest")

    def items(self, obj) -> list[Article]:
        request, category = obj
        articles = Article.objects.published().for_lists()
        articles = list((articles.in_category(category) if category else articles)[:LENGTH])
        for article in articles:
            article.picture = _picture(request, article.cover)
        return articles

    def item_title(self, article) -> str:
        return article.title

    def item_description(self, article) -> str:
        return article.summary

    def item_pubdate(self, article):
        return localtime(article.published_at)

    def item_updateddate(self, article):
        return localtime(article.changed_at)

    def item_categories(self, article) -> list[str]:
        return [article.category.name]

    def item_extra_kwargs(self, article) -> dict:
        return {"picture": article.picture}


class ArticlesAtom(ArticlesRss):
    feed_type = AtomWithPictures


def _picture(request, cover) -> dict[str, str]:
    if cover is None:
        return {}
    return {
        "url": request.build_absolute_uri(cover.image.url),
        "type": "image/jpeg",
        "medium": "image",
        "width": str(cover.width),
        "height": str(cover.height),
    }
