from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saovang.core.pagination import get_page_or_404
from saovang.search.filters import Choices
from saovang.search.models import Entry
from saovang.search.query import MAX_LENGTH

PER_PAGE = 12


def search(request: HttpRequest) -> HttpResponse:
    """What the address asks for: `q` the words, `muc` a kind or category, `nam` a year, `page`."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
    if not query:
        return render(request, "search/search.html")
    choices = Choices(request.GET.get("muc"), request.GET.get("nam"))
    results = Entry.objects.search(query, *choices.facets, year=choices.year)
    page = get_page_or_404(request, Paginator(results, PER_PAGE))  # type: ignore[arg-type]  # Django asks for count() and slices
    context = {"query": query, "choices": choices, "results": results, "page": page}
    if not page.object_list:
        context["hints"] = results.hints()
    return render(request, "search/search.html", context)
