"""Preview of an article before publication: for staff, and by a signed link that is valid for seven days."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from news.models import Article, Attachment, PreviewLink
from news.views import article_context, captions_response, set_private
from saovang.media.files import redirect_to_file


def get_preview_article(pk: int) -> Article:
    """Return the article, in any status, with everything that its page shows."""
    return Article.objects.for_page().select_related("written_by").get(pk=pk)


def render_preview(request: HttpRequest, article: Article, **context: Any) -> HttpResponse:
    """Render the page of an article from `get_preview_article`. It is not cached, indexed or counted as a visit."""
    time, now = article.published_at, timezone.now()
    context |= {"publication_time": time, "is_future": time is not None and time > now}
    article.published_at = time or now
    return set_private(render(request, "news/preview.html", article_context(article) | context))


def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """Show the article of a signed link. Answer 404 if there is no such link, and 410 if it has expired."""
    link = PreviewLink.objects.get_by_token(token)
    if link is None or link.is_expired:
        return _render_expired(request, link)
    return _open_files(render_preview(request, get_preview_article(link.article_id), link=link), link)


def shared_attachment(request: HttpRequest, token: str, pk: int, name: str) -> HttpResponse:
    """Redirect to an attachment of the article of a signed link, as `shared_preview` answers."""
    link = PreviewLink.objects.get_by_token(token)
    if link is None or link.is_expired:
        return _render_expired(request, link)
    attachment = get_object_or_404(Attachment, pk=pk, article=link.article_id)
    return _open_files(set_private(redirect_to_file(attachment)), link)


def shared_captions(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """Return the captions of a video of the article of a signed link, as `shared_preview` answers."""
    link = PreviewLink.objects.get_by_token(token)
    if link is None or link.is_expired:
        return _render_expired(request, link)
    return set_private(captions_response(get_object_or_404(Attachment, pk=pk, article=link.article_id)))


def _open_files(response: HttpResponse, link: PreviewLink) -> HttpResponse:
    """Let the browser load the article's files, which have the URLs of the public page, while the link is valid."""
    response.set_cookie(
        link.cookie_name,
        link.token,
        expires=link.expires_at,
        path=settings.MEDIA_URL,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _render_expired(request: HttpRequest, link: PreviewLink | None) -> HttpResponse:
    status = 404 if link is None else 410
    return set_private(render(request, "news/preview_expired.html", {"link": link}, status=status))
