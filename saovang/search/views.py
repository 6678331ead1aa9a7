"""The search page."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from saovang.core.pagination import get_page_or_404
from saovang.core.text import clean_text
from saovang.pagecache.version import content_version
from saovang.search.counting import frequent_queries, unanswered_queries
from saovang.search.models import Entry
from saovang.search.query import MAX_LENGTH
from saovang.search.sources import Filter, sources
from saovang.search.suggestions import suggest
from saovang.search.tiers import Match

PER_PAGE = 12
SUGGESTIONS_MAX_AGE = 60  # seconds


def search(request: HttpRequest) -> HttpResponse:
    """Show the results for `q`, narrowed by `muc` (a section) and `nam` (a year); unknown values select nothing.

    A section is a source or a part of it, such as a news category.
    """
    query = clean_text(request.GET.get("q", ""))[:MAX_LENGTH]
    if not query:
        return render(request, "search/search.html")
    sections = content_version.cached("search sections", _all_sections)
    years = content_version.cached("search years", _all_years)
    section = next((choice for choice in sections if choice.slug == request.GET.get("muc")), None)
    year = next((choice for choice in years if str(choice) == request.GET.get("nam")), None)
    found = Entry.objects.search(query, *([section.facet] if section else []), year=year)
    results = found.corrected or found
    page = get_page_or_404(request, Paginator(results, PER_PAGE))  # type: ignore[arg-type]  # count() and slices suffice
    filters = {"sections": sections, "section": section, "years": years, "year": year}
    context = {"query": query, "filters": filters, "results": results, "page": page}
    is_whole = not (section or year) and page.number == 1
    if found.corrected:
        context["correction"] = results.query.text
    elif not results.full_count:
        context["advice"] = results.advice()
        if is_whole:
            unanswered_queries.add(query)
    elif is_whole and page.object_list and page[0].match == Match.FULL and page[0].in_title:
        frequent_queries.add(query)
    return render(request, "search/search.html", context)


def suggestions(request: HttpRequest) -> JsonResponse:
    """Return suggestions for `q`, the start of a query, as JSON."""
    query = clean_text(request.GET.get("q", ""))[:MAX_LENGTH]
    found = [suggestion._asdict() for suggestion in suggest(query)]
    return JsonResponse({"suggestions": found}, headers={"Cache-Control": f"private, max-age={SUGGESTIONS_MAX_AGE}"})


def _all_sections() -> list[Filter]:
    return [choice for _, source in sorted(sources.items()) for choice in source.filters()]


def _all_years() -> list[int]:
    return sorted({year for source in sources.values() for year in source.years()}, reverse=True)
