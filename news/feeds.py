"""RSS and Atom feeds of the newest articles, of all news and of each category."""

from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.contrib.syndication.views import Feed
from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.timezone import localtime
from django.utils.xmlutils import SimplerXMLGenerator

from news.models import Article, Attachment, Category, FeedIdentity, Photo
from news.models.feed_identity import feed_urn
from saovang.core.characters import clean_characters
from saovang.media.recordings import AUDIO_TYPES
from saovang.media.storage import INLINE_TYPES
from saovang.pagecache.version import content_version

MAX_ITEMS = 30
FeedObject = tuple[HttpRequest, Category | None]


class ArticleFeedMixin(SyndicationFeed):
    """Adds the author of each article, and its cover in the Media RSS vocabulary, which RSS and Atom may both use.

    Text is cleaned even if the database holds characters that XML cannot: no article can break the feed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed = _clean(self.feed)

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        kwargs["author_name"] = kwargs["author_name"] or self.feed["author_name"]
        super().add_item(*args, **kwargs)
        self.items[-1] = _clean(self.items[-1])
        for enclosure in self.items[-1]["enclosures"]:
            enclosure.url = urljoin(self.feed["link"], enclosure.url)

    def root_attributes(self) -> dict[str, Any]:
        return super().root_attributes() | {"xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if media := item["media"]:
            url = urljoin(self.feed["link"], media["url"])
            handler.addQuickElement("media:content", None, media | {"url": url})


class RssMediaFeed(ArticleFeedMixin, Rss201rev2Feed):
    pass


class AtomMediaFeed(ArticleFeedMixin, Atom1Feed):
    pass


class ArticleRssFeed(Feed):
    feed_type: type[SyndicationFeed] = RssMediaFeed
    description = subtitle = "Tin mới nhất của địa phương"
    language = "vi"
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, slug: str | None = None) -> FeedObject:
        return request, get_object_or_404(Category, slug=slug) if slug else None

    def title(self, obj: FeedObject) -> str:
        return f"{obj[1]} – {self.author_name(obj)}" if obj[1] else self.author_name(obj)

    def author_name(self, obj: FeedObject) -> str:
        """Return the name of the commune, which the context processors of templates know."""
        return str(render_to_string("news/feed_title.txt", request=obj[0]))

    def feed_guid(self, obj: FeedObject) -> str:
        return _urn("category", obj[1].pk) if obj[1] else _urn("news")

    def link(self, obj: FeedObject) -> str:
        category = obj[1]
        return category.get_absolute_url() if category else reverse("news:latest")

    def items(self, obj: FeedObject) -> list[Article]:
        category = obj[1]
        audio = Prefetch("attachments", Attachment.objects.filter(file_type__in=AUDIO_TYPES), to_attr="audio_files")
        articles = Article.objects.published().for_lists().prefetch_related(audio)
        return list((articles.in_category(category) if category else articles)[:MAX_ITEMS])

    def item_title(self, article: Article) -> str:
        return article.title

    def item_description(self, article: Article) -> str:
        return article.summary

    def item_guid(self, article: Article) -> str:
        return _urn("article", article.pk)

    def item_author_name(self, article: Article) -> str:
        return article.author

    def item_pubdate(self, article: Article) -> datetime:
        return localtime(article.published_at).replace(microsecond=0)

    def item_updateddate(self, article: Article) -> datetime:
        return localtime(article.modified_at).replace(microsecond=0)

    def item_categories(self, article: Article) -> list[str]:
        return [article.category.name]

    def item_enclosures(self, article: Article) -> list[Enclosure]:
        """Return the first audio file, for podcast apps: RSS allows one."""
        files = article.audio_files[:1]  # type: ignore[attr-defined]  # of `items`
        return [Enclosure(file.get_absolute_url(), str(file.size), file.mime_type) for file in files]

    def item_extra_kwargs(self, article: Article) -> dict[str, Any]:
        return {"media": _media_attributes(article.cover)}


class ArticleAtomFeed(ArticleRssFeed):
    feed_type = AtomMediaFeed


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    texts = {name: clean_characters(value) for name, value in values.items() if isinstance(value, str)}
    return values | texts | {"categories": [clean_characters(name) for name in values["categories"]]}


def _urn(kind: str, pk: int = 0) -> str:
    return feed_urn(content_version.cached("feed identity", FeedIdentity.load), kind, pk)


def _media_attributes(cover: Photo | None) -> dict[str, str]:
    if cover is None:
        return {}
    return {
        "url": cover.image.url,
        "type": INLINE_TYPES[".jpg"],
        "medium": "image",
        "width": str(cover.width),
        "height": str(cover.height),
    }
