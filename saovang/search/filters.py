"""By what a search can be narrowed, and what of it an address chose."""

from functools import cached_property

from saovang.pagecache.version import content_version
from saovang.search.sources import Filter, sources


class Choices:
    """`kind` and `year` as the address holds them; what is none of the choices narrows nothing."""

    def __init__(self, kind: str | None, year: str | None) -> None:
        self.kind = next((choice for choice in self.kinds if choice.slug == kind), None)
        self.year = next((choice for choice in self.years if str(choice) == year), None)

    @cached_property
    def kinds(self) -> list[Filter]:
        return content_version.cached("search kinds", _all_kinds)

    @cached_property
    def years(self) -> list[int]:
        return content_version.cached("search years", _all_years)

    @property
    def facets(self) -> list[str]:
        return [self.kind.facet] if self.kind else []


def _all_kinds() -> list[Filter]:
    return [choice for _, source in sorted(sources.items()) for choice in source.filters()]


def _all_years() -> list[int]:
    return sorted({year for source in sources.values() for year in source.years()}, reverse=True)
