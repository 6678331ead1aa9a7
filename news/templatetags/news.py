import json
from base64 import b64encode
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from news.cards import Picture, Teaser
from news.models import Article, Photo
from news.photo_rows import render_body
from saovang.core.templatetags.json_ld import absolute, json_ld
from saovang.pagecache.version import content_version

register = template.Library()


@register.filter
def body_with_photos(article: Article) -> SafeString:
    """The article's text with its rows of photos in their places."""
    return render_body(article.body, article.shown_photos)


@register.simple_tag
def photo(photo: Photo | Picture, sizes: str, eager: bool = False) -> SafeString:
    """A photo as an <img>, `sizes` wide as HTML has it; `eager` for the one that is seen first."""
    return _photo(*(photo if isinstance(photo, Picture) else photo.picture), sizes, bool(eager))


@lru_cache(maxsize=4096)  # of a page that is made anew, the photos cost the most and change the least
def _photo(name: str, width: int, height: int, alternative: str, sizes: str, eager: bool) -> SafeString:
    photo = Photo(image=name, width=width, height=height, alt_text=alternative)
    return render_to_string("components/photo.html", {"photo": photo, "sizes": sizes, "eager": eager})


@register.filter
def zalo(address: str) -> str:
    """Where Zalo asks whom to send `address` to; it takes it as JSON in base 64."""
    packed = b64encode(json.dumps({"url": address}).encode()).decode()
    return f"https://button-share.zalo.me/share_external?{urlencode({'d': packed})}"


@register.simple_tag
def newest_articles() -> list[Teaser]:
    """A few, for a page that has no article of its own."""
    return content_version.cached("newest", lambda: Article.objects.published()[:3].teasers())


@register.simple_tag
def news_article(article: Article, site: str) -> SafeString:
    """The article as search engines read it; its publisher is the office that base.html tells of."""
    publisher = {"@type": "GovernmentOffice", "@id": f"{site}/#co-quan"}
    author = {"@type": "Organization", "name": article.author} if article.author else publisher
    published = article.published_at or article.changed_at
    return json_ld(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.summary,
            "inLanguage": "vi",
            "articleSection": article.category.name,
            "datePublished": localtime(published).isoformat(),
            "dateModified": localtime(max(article.changed_at, published)).isoformat(),
            "mainEntityOfPage": absolute(article.get_absolute_url(), site),
            "image": [absolute(photo.image.url, site) for photo in article.shown_photos],
            "author": author,
            "publisher": publisher,
        }
    )
