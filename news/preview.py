"""An article as residents will get it, before they do: for staff at the desk, and by a link for seven days."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from news.models import Article, PreviewLink
from news.views import article_context


def previewed(pk: int) -> Article:
    """The article, in any state, with all that its page shows."""
    return Article.objects.for_page().select_related("written_by").get(pk=pk)


def preview(request: HttpRequest, article: Article, **context: Any) -> HttpResponse:
    """The page of an article as `previewed` gives it. It is nobody's visit, kept nowhere and not indexed."""
    if article.published_at and article.published_at > timezone.now():
        context["scheduled_for"] = article.published_at
    if article.published_at is None:
        article.published_at = timezone.now()
    return _private(render(request, "news/preview.html", article_context(article) | context))


def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """What the signed link opens."""
    link = PreviewLink.objects.by_token(token)
    if link is None or link.has_ended:
        status = 404 if link is None else 410
        return _private(render(request, "news/preview_ended.html", {"link": link}, status=status))
    return preview(request, previewed(link.article_id), link=link)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
