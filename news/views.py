"""The public pages of the news: each picks a queryset and a template."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from news.cards import Teaser
from news.context_processors import menu_categories
from news.models import Article, BoundaryChange, Category
from saovang.core.pagination import DeferredJoinPaginator, get_page_or_404
from saovang.pagecache.version import content_version
from saovang.pages.models import ServiceLink

PER_PAGE = 12
LATEST = 7  # the lead article and two rows of three
PER_CATEGORY = 3
RELATED = 3


def home(request: HttpRequest) -> HttpResponse:
    newest = Article.objects.published()[:LATEST].teasers()
    categories = Article.objects.newest_of_each(menu_categories(), PER_CATEGORY)
    services = content_version.cached("services", lambda: list(ServiceLink.objects.all()))
    context = {
        "lead": newest[0] if newest else None,
        "latest": newest[1:],
        "categories": categories,
        "services": services,
    }
    return render(request, "news/home.html", context)


def latest(request: HttpRequest) -> HttpResponse:
    page = _page(request, Article.objects.published(), "latest")
    return render(
        request, "news/latest.html", {"page": page, "years": content_version.cached("years", Article.objects.years)}
    )


def archive(request: HttpRequest, year: int, month: int | None = None) -> HttpResponse:
    page = _page(request, Article.objects.published_in(year, month), f"archive {year} {month}")
    if not page.object_list:
        raise Http404
    months = content_version.cached(f"months {year}", lambda: Article.objects.months(year))
    return render(request, "news/archive.html", {"page": page, "year": year, "month": month, "months": months})


def category(request: HttpRequest, slug: str) -> HttpResponse:
    category = get_object_or_404(Category, slug=slug)
    page = _page(request, Article.objects.published().in_category(category), f"category {category.pk}")
    return render(request, "news/category.html", {"category": category, "page": page})


def _page(request: HttpRequest, articles: QuerySet[Article], name: str) -> Page:
    def count() -> int:
        return content_version.cached(f"count of {name}", articles.count)

    return get_page_or_404(request, DeferredJoinPaginator(articles, Article.objects.for_lists(), PER_PAGE, count))


def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = _published(slug)
    if article is None:
        return _gone_or_never_there(request, slug)
    return render(request, "news/article.html", article_context(article))


def article_context(article: Article) -> dict[str, Any]:
    """What an article's own page is made of; `article` comes `for_page()` and has a time, of its own or of now."""
    return {
        "article": article,
        **Article.objects.neighbours_of(article),
        "related": _related(article),
        "boundary_changes": _boundary_changes(article),
    }


def article_print(request: HttpRequest, slug: str) -> HttpResponse:
    article = _published(slug)
    if article is None:
        return _gone_or_never_there(request, slug)
    context = {"article": article, "boundary_changes": _boundary_changes(article)}
    return render(request, "news/article_print.html", context)


def _published(slug: str) -> Article | None:
    try:
        return Article.objects.published().for_page().get(slug=slug)  # in no order, which `first()` would ask for
    except Article.DoesNotExist:
        return None


def _related(article: Article) -> list[Teaser]:
    """The newest others of its category, which are asked for once for all the articles in it."""
    published = Article.objects.published().in_category(article.category_id)
    newest = content_version.cached(f"newest of category {article.category_id}", published[: RELATED + 1].teasers)
    return [teaser for teaser in newest if teaser.key != article.pk][:RELATED]


def _boundary_changes(article: Article) -> list[BoundaryChange]:
    """Those that came after `article`: it may use names that are no more."""
    changes = content_version.cached("boundary changes", lambda: list(BoundaryChange.objects.all()))
    return [change for change in changes if change.is_after(article)]


def _gone_or_never_there(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.withdrawn(), slug=slug)
    return render(request, "news/withdrawn.html", {"reason": article.withdrawal_reason}, status=410)
