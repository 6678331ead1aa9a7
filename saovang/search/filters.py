"""Filters that narrow a search, and which of them the URL selects."""

from functools import cached_property

from saovang.pagecache.version import content_version
from saovang.search.sources import Filter, sources


class SearchFilters:
    """The filters on offer and the selected ones; unknown values select nothing."""

    def __init__(self, section: str | None, year: str | None) -> None:
        self.section = next((choice for choice in self.sections if choice.slug == section), None)
        self.year = next((choice for choice in self.years if str(choice) == year), None)

    @cached_property
    def sections(self) -> list[Filter]:
        """Filters by source or by a part of it, such as a news category."""
        return content_version.cached("search sections", _all_sections)

    @cached_property
    def years(self) -> list[int]:
        return content_version.cached("search years", _all_years)

    @property
    def facets(self) -> list[str]:
        return [self.section.facet] if self.section else []


def _all_sections() -> list[Filter]:
    return [choice for _, source in sorted(sources.items()) for choice in source.filters()]


def _all_years() -> list[int]:
    return sorted({year for source in sources.values() for year in source.years()}, reverse=True)
