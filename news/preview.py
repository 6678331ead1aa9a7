"""Preview of an article before publication: for staff, and by a signed link that is valid for seven days."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from news.models import Article, PreviewLink
from news.views import article_context


def get_preview_article(pk: int) -> Article:
    """Return the article, in any status, with everything that its page shows."""
    return Article.objects.for_page().select_related("written_by").get(pk=pk)


def render_preview(request: HttpRequest, article: Article, **context: Any) -> HttpResponse:
    """Render the page of an article from `get_preview_article`. It is not cached, indexed or counted as a visit."""
    time, now = article.published_at, timezone.now()
    context |= {"publication_time": time, "is_future": time is not None and time > now}
    article.published_at = time or now
    return _set_private(render(request, "news/preview.html", article_context(article) | context))


def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the article of a signed link. Answer 404 if there is no such link, and 410 if it has expired."""
    link = PreviewLink.objects.get_by_token(token)
    if link is None or link.is_expired:
        status = 404 if link is None else 410
        return _set_private(render(request, "news/preview_expired.html", {"link": link}, status=status))
    return render_preview(request, get_preview_article(link.article_id), link=link)


def _set_private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
