"""The public pages of news. Each view picks a queryset and a template."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from news.context_processors import menu_categories
from news.models import Article, ArticleCard, Attachment, BoundaryChange, Category
from news.permissions import can_view
from saovang.core.pagination import DeferredJoinPaginator, get_page_or_404
from saovang.emergency.context_processors import get_active
from saovang.media.files import redirect_to_file
from saovang.pagecache.version import content_version
from saovang.pages.links import task_links

PER_PAGE = 12
LATEST = 4  # the lead article and a row of three
PER_CATEGORY = 2
RELATED = 3


def home(request: HttpRequest) -> HttpResponse:
    cards = Article.objects.published()[:LATEST].cards()
    if emergency := get_active():
        return render(request, "emergency/home.html", {"emergency": emergency, "latest": cards})
    context = {
        "is_home": True,
        "tasks": task_links(),
        "lead": cards[0] if cards else None,
        "latest": cards[1:],
        "categories": Article.objects.latest_by_category(menu_categories(), PER_CATEGORY, without=cards),
    }
    return render(request, "news/home.html", context)


def latest(request: HttpRequest) -> HttpResponse:
    page = _get_page(request, Article.objects.published(), "latest")
    years = content_version.cached("years", Article.objects.years)
    return render(request, "news/latest.html", {"page": page, "years": years})


def archive(request: HttpRequest, year: int, month: int | None = None) -> HttpResponse:
    page = _get_page(request, Article.objects.published_in(year, month), f"archive {year} {month}")
    if not page.object_list:
        raise Http404
    months = content_version.cached(f"months {year}", lambda: Article.objects.months(year))
    return render(request, "news/archive.html", {"page": page, "year": year, "month": month, "months": months})


def category(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=slug)
    page = _get_page(request, Article.objects.published().in_category(category), f"category {category.pk}")
    return render(request, "news/category.html", {"category": category, "page": page})


def _get_page(request: HttpRequest, articles: QuerySet[Article], list_name: str) -> Page:
    def count() -> int:
        return content_version.cached(f"count of {list_name}", articles.count)

    return get_page_or_404(request, DeferredJoinPaginator(articles, Article.objects.for_lists(), PER_PAGE, count))


def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = _get_published(slug)
    if article is None:
        return _withdrawn_or_404(request, slug)
    return render(request, "news/article.html", article_context(article))


def article_context(article: Article) -> dict[str, Any]:
    """Return the context of an article's page. `article` comes from `for_page()` and has `published_at` set."""
    return {
        "article": article,
        **Article.objects.neighbours_of(article),
        "related": _get_related(article),
        "boundary_changes": _get_boundary_changes(article),
    }


def article_print(request: HttpRequest, slug: str) -> HttpResponse:
    article = _get_published(slug)
    if article is None:
        return _withdrawn_or_404(request, slug)
    context = {"article": article, "boundary_changes": _get_boundary_changes(article)}
    return render(request, "news/article_print.html", context)


def attachment(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Redirect to the stored file of a public article, or of any article for staff who may see it.

    The key identifies the attachment, so the URL stays when its title or its file changes. Any `name` answers.
    """
    return _answer_file(request, get_object_or_404(_attachments(), pk=pk), redirect_to_file)


def captions(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the captions of a video, to whom `attachment` gives it."""
    return _answer_file(request, get_object_or_404(_attachments().exclude(captions=""), pk=pk), captions_response)


def _attachments() -> QuerySet[Attachment]:
    return Attachment.objects.select_related("article")


def _answer_file(
    request: HttpRequest, attachment: Attachment, get_response: Callable[[Attachment], HttpResponse]
) -> HttpResponse:
    article = attachment.article
    if article.is_public:
        return get_response(attachment)
    if can_view(request.user, article):
        return set_private(get_response(attachment))
    return _withdrawn_or_404(request, article.slug)


def captions_response(video: Attachment) -> HttpResponse:
    return HttpResponse(video.captions, content_type="text/vtt; charset=utf-8")


def set_private(response: HttpResponse) -> HttpResponse:
    """Keep the response for unpublished content out of caches and search engines."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _get_published(slug: str) -> Article | None:
    try:
        return Article.objects.published().for_page().get(slug=slug)  # `first()` would sort
    except Article.DoesNotExist:
        return None


def _get_related(article: Article) -> list[ArticleCard]:
    """Return the latest other articles of the category. All articles of a category share one cached list."""
    published = Article.objects.published().in_category(article.category_id)
    cards = content_version.cached(f"newest of category {article.category_id}", published[: RELATED + 1].cards)
    return [card for card in cards if card.pk != article.pk][:RELATED]


def _get_boundary_changes(article: Article) -> list[BoundaryChange]:
    """Return the changes after `article`, which may use names of places that have changed since."""
    changes = content_version.cached("boundary changes", lambda: list(BoundaryChange.objects.all()))
    published_on = timezone.localdate(article.published_at)
    return [change for change in changes if published_on < change.effective_date]


def _withdrawn_or_404(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer 410 with the reason if the article was withdrawn. Raises Http404 if there is none."""
    article = get_object_or_404(Article.objects.withdrawn(), slug=slug)
    context = {"article": article, "reason": article.withdrawal_reason}
    return render(request, "news/withdrawn.html", context, status=410)
