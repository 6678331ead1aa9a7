"""The public pages of the news: each picks a queryset and a template."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from news.models import Article, Category
from saovang.lists import page_of

PER_PAGE = 12
LATEST = 7  # the lead article and two rows of three
PER_CATEGORY = 3


def home(request):
    lead, *latest = Article.objects.published().for_lists()[:LATEST] or [None]
    categories = Category.objects.with_latest(PER_CATEGORY)
    return render(request, "news/home.html", {"lead": lead, "latest": latest, "categories": categories})


def latest(request):
    page = page_of(request, Article.objects.published().for_lists(), PER_PAGE, "latest")
    return render(request, "news/latest.html", {"page": page, "years": Article.objects.years()})


def archive(request, year, month=None):
    articles = Article.objects.published_in(year, month).for_lists()
    page = page_of(request, articles, PER_PAGE, ("archive", year, month))
    if not page.object_list:
        raise Http404
    months = Article.objects.months(year)
    return render(request, "news/archive.html", {"page": page, "year": year, "month": month, "months": months})


def category(request, slug):
    category = get_object_or_404(Category, slug=slug)
    articles = Article.objects.published().in_category(category).for_lists()
    page = page_of(request, articles, PER_PAGE, ("category", category.pk))
    return render(request, "news/category.html", {"category": category, "page": page})


def article(request, slug):
    return _article_page(request, slug, "news/article.html")


def article_print(request, slug):
    return _article_page(request, slug, "news/article_print.html")


def _article_page(request, slug: str, template: str):
    article = Article.objects.published().for_page().filter(slug=slug).first()
    if article:
        return render(request, template, {"article": article})
    if Article.objects.withdrawn().filter(slug=slug).exists():
        return render(request, "news/withdrawn.html", status=410)
    raise Http404
