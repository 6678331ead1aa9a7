"""The page of the admin site that makes the script of a bulletin for the loudspeaker from chosen articles."""

from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from news.admin.views import render_page
from news.models import Article, LoudspeakerSettings
from news.permissions import visible_articles
from news.services.loudspeaker import format_duration, make_script
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.core.text import clean_text

MAX_ARTICLES = 20  # of a bulletin, which then takes an hour
MAX_CANDIDATES = 20


class Choice(NamedTuple):
    """An article to tick. `position` is its number in the bulletin, or None."""

    article: Article
    position: int | None


def loudspeaker_view(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Show the script of the articles in `bai`, in the order of their numbers, and the list to choose from.

    With `tai-ve`, answer with a text file. What is not published yet is offered with `chua-dang` only, and marked.
    """
    if not request.user.has_perm("news.change_article"):
        raise PermissionDenied
    query = clean_text(request.GET.get("q", ""))[:100]
    with_drafts = "chua-dang" in request.GET
    candidates = _candidates(request, query, with_drafts)
    chosen, is_cut = _chosen(request)
    script = make_script(chosen, timezone.localdate()) if chosen else None
    if script and "tai-ve" in request.GET:
        name = f"ban-tin-truyen-thanh-{timezone.localdate():%Y-%m-%d}.txt"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        # Old editors of Windows know UTF-8 by its mark only.
        content = script.as_text().encode("utf-8-sig")
        return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
    keys = {article.pk for article in chosen}
    download = request.GET.copy()
    download["tai-ve"] = "txt"
    context: dict[str, Any] = {
        "title": "Bản tin truyền thanh",
        "choices": [
            *(Choice(article, number) for number, article in enumerate(chosen, start=1)),
            *(Choice(article, None) for article in candidates if article.pk not in keys),
        ],
        "query": query,
        "with_drafts": with_drafts,
        "is_cut": is_cut,
        "max_articles": MAX_ARTICLES,
        "script": script,
        "duration": format_duration(script.seconds) if script else "",
        "items": [(item, item.notes(number)) for number, item in enumerate(script.items, start=1)] if script else [],
        "download_query": download.urlencode(),
        "has_settings": LoudspeakerSettings.objects.exists(),
    }
    return render_page(request, "loudspeaker.html", None, **context)


def _candidates(request: AuthenticatedHttpRequest, query: str, with_drafts: bool) -> list[Article]:
    articles: QuerySet[Article] = Article.objects.published()
    if with_drafts:
        unpublished = [Article.Status.DRAFT, Article.Status.WAITING]
        articles = visible_articles(request.user).filter(status__in=unpublished).order_by("-updated_at")
    if query:
        articles = articles.filter(title__folded=query)
    return list(articles.defer("body", "summary")[:MAX_CANDIDATES])


def _chosen(request: HttpRequest) -> tuple[list[Article], bool]:
    """Return the ticked articles in the order of their numbers, and whether there were too many.

    Those without a number keep the order of the list and follow. Keys of what the user may not read are ignored.
    """
    keys = list(dict.fromkeys(key for value in request.GET.getlist("bai") if (key := _to_int(value)) is not None))
    positions = {key: _to_int(request.GET.get(f"thu-tu-{key}", "")) for key in keys}
    keys.sort(key=lambda key: (positions[key] is None, positions[key] or 0))
    is_cut = len(keys) > MAX_ARTICLES
    keys = keys[:MAX_ARTICLES]
    found = Article.objects.published().filter(pk__in=keys).in_bulk()
    rest = [key for key in keys if key not in found]
    if rest:
        found |= visible_articles(request.user).exclude(status=Article.Status.WITHDRAWN).in_bulk(rest)  # type: ignore[arg-type]
    return [found[key] for key in keys if key in found], is_cut


def _to_int(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
