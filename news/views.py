"""The public pages of the news: each picks a queryset and a template."""

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from news.models import Article, Category
from saovang.page_cache import page_number

PER_PAGE = 12
LATEST = 7  # the lead article and two rows of three
PER_CATEGORY = 3


def home(request):
    lead, *latest = Article.objects.published().for_lists()[:LATEST] or [None]
    categories = Category.objects.with_latest(PER_CATEGORY)
    return render(request, "news/home.html", {"lead": lead, "latest": latest, "categories": categories})


def latest(request):
    page = _page(request, Article.objects.published().for_lists())
    return render(request, "news/latest.html", {"page": page})


def category(request, slug):
    category = get_object_or_404(Category, slug=slug)
    page = _page(request, Article.objects.published().in_category(category).for_lists())
    return render(request, "news/category.html", {"category": category, "page": page})


def article(request, slug):
    return _article_page(request, slug, "news/article.html")


def article_print(request, slug):
    return _article_page(request, slug, "news/article_print.html")


def search(request):
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    page = _page(request, Article.objects.published().for_lists().search(query))
    return render(request, "news/search.html", {"query": query, "page": page})


def _article_page(request, slug: str, template: str):
    article = Article.objects.published().for_page().filter(slug=slug).first()
    if article:
        return render(request, template, {"article": article})
    if Article.objects.withdrawn().filter(slug=slug).exists():
        return render(request, "news/withdrawn.html", status=410)
    raise Http404


def _page(request, articles):
    """The page of `articles` that the address asks for; an address of no page is a 404."""
    try:
        return Paginator(articles, PER_PAGE).page(page_number(request))
    except InvalidPage as error:
        raise Http404 from error
