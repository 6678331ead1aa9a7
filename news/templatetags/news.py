from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from news.models import Article, ArticleCard, Attachment
from saovang.core.datetimes import duration_in_words
from saovang.core.templatetags.json_ld import absolute, json_ld, rfc3339
from saovang.core.templatetags.rich_text import render_blocks
from saovang.core.typography import join_phrases
from saovang.links.services import close_links
from saovang.media.photo_rows import render_body
from saovang.media.recordings import VIDEO_TYPES
from saovang.pagecache.version import content_version

register = template.Library()
POSTER_WIDTH = 800  # pixels


@register.filter
def body_with_photos(article: Article) -> SafeString:
    """Render the text of an article with its photos, without links to domains that are not trusted."""
    body = join_phrases(close_links(article.body))
    return render_blocks(render_body(body, article.shown_photos, article.cover_id))


@register.filter
def recording_mark(recording: str) -> str:
    """Say in a list that an article can be listened to or watched: "Có tiếng, 12 phút 30 giây"."""
    file_type, _, seconds = recording.partition(" ")
    kind = "Có\u00a0phim" if file_type in VIDEO_TYPES else "Có\u00a0tiếng"
    return f"{kind}, {duration_in_words(int(seconds))}" if int(seconds) else kind


@register.simple_tag
def video_poster(article: Article, video: Attachment) -> str:
    """Return the URL of the picture that stands for a video until it plays, or ""."""
    photo = article.poster_of(video)
    if photo is None:
        return ""
    fitting = [variant.url for variant in photo.variants if variant.width <= POSTER_WIDTH]
    return fitting[-1] if fitting else photo.image.url


@register.simple_tag
def latest_articles() -> list[ArticleCard]:
    """Return the three latest articles, for pages without an article of their own."""
    return content_version.cached("newest", lambda: Article.objects.published()[:3].cards())


@register.simple_tag
def article_json_ld(article: Article, site: str) -> SafeString:
    """Render an article as schema.org NewsArticle. Its publisher is the office described in base.html."""
    publisher = {"@type": "GovernmentOffice", "@id": f"{site}/#co-quan"}
    author = {"@type": "Organization", "name": article.author} if article.author else publisher
    return json_ld(
        {
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.summary,
            "inLanguage": "vi",
            "articleSection": article.category.name,
            "datePublished": rfc3339(article.published_at or article.updated_at),
            "dateModified": rfc3339(article.modified_at),
            "mainEntityOfPage": absolute(article.get_absolute_url(), site),
            "image": [absolute(photo.image.url, site) for photo in article.shown_photos],
            "author": author,
            "publisher": publisher,
        }
        | _recordings_json_ld(article, site)
    )


def _recordings_json_ld(article: Article, site: str) -> dict:
    """Return the recordings of an article as schema.org AudioObject and VideoObject."""

    def describe(file: Attachment, kind: str) -> dict:
        data = {
            "@type": kind,
            "name": file.title,
            "contentUrl": absolute(file.file.url, site),
            "encodingFormat": file.mime_type,
            "uploadDate": rfc3339(article.published_at or article.updated_at),
        }
        return data | ({"duration": f"PT{file.duration}S"} if file.duration else {})

    audio = [describe(file, "AudioObject") for file in article.audio]
    videos = [
        describe(file, "VideoObject")
        | {"description": article.summary or article.title}
        | ({"thumbnailUrl": absolute(poster, site)} if (poster := video_poster(article, file)) else {})
        for file in article.videos
    ]
    return ({"audio": audio} if audio else {}) | ({"video": videos} if videos else {})


@register.simple_tag
def status_badge(article: Article) -> SafeString:
    """Render the status of an article as a colored label."""
    status, label = article.status, article.get_status_display()
    if article.is_scheduled:
        status, label = "scheduled", "Hẹn giờ"
    return format_html('<span class="sv-status sv-status-{}">{}</span>', status, label)
