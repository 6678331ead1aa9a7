from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saovang.core.pagination import get_page_or_404
from saovang.search.filters import SearchFilters
from saovang.search.models import Entry
from saovang.search.query import MAX_LENGTH

PER_PAGE = 12


def search(request: HttpRequest) -> HttpResponse:
    """Show the results for `q`, narrowed by `muc` (a source or category) and `nam` (a year)."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
    if not query:
        return render(request, "search/search.html")
    filters = SearchFilters(request.GET.get("muc"), request.GET.get("nam"))
    results = Entry.objects.search(query, *filters.facets, year=filters.year)
    page = get_page_or_404(request, Paginator(results, PER_PAGE))  # type: ignore[arg-type]  # count() and slices suffice
    context = {"query": query, "filters": filters, "results": results, "page": page}
    if not page.object_list:
        context["suggestions"] = results.suggestions()
    return render(request, "search/search.html", context)
