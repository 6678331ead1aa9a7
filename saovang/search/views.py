"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saovang.core.pagination import get_page_or_404
from saovang.pagecache.version import content_version
from saovang.search.models import Entry
from saovang.search.query import MAX_LENGTH
from saovang.search.sources import Filter, sources

PER_PAGE = 12


class SearchFilters:
    """The filters on offer, and those that the URL selects; unknown values select nothing.

    A section is a source or a part of it, such as a news category.
    """

    def __init__(self, section: str | None, year: str | None) -> None:
        self.sections = content_version.cached("search sections", _all_sections)
        self.years = content_version.cached("search years", _all_years)
        self.section = next((choice for choice in self.sections if choice.slug == section), None)
        self.year = next((choice for choice in self.years if str(choice) == year), None)


def search(request: HttpRequest) -> HttpResponse:
    """Show the results for `q`, narrowed by `muc` (a section) and `nam` (a year)."""
    query = request.GET.get("q", "").replace("\0", "").strip()[:MAX_LENGTH]
    if not query:
        return render(request, "search/search.html")
    filters = SearchFilters(request.GET.get("muc"), request.GET.get("nam"))
    facets = [filters.section.facet] if filters.section else []
    results = Entry.objects.search(query, *facets, year=filters.year)
    page = get_page_or_404(request, Paginator(results, PER_PAGE))  # type: ignore[arg-type]  # count() and slices suffice
    context = {"query": query, "filters": filters, "results": results, "page": page}
    if not page.object_list:
        context["suggestions"] = results.suggestions()
    return render(request, "search/search.html", context)


def _all_sections() -> list[Filter]:
    return [choice for _, source in sorted(sources.items()) for choice in source.filters()]


def _all_years() -> list[int]:
    return sorted({year for source in sources.values() for year in source.years()}, reverse=True)
