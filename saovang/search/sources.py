"""What can be searched: each app registers a source for each of its searchable models.

Call `register(ArticleSource())` in `AppConfig.ready()`. From then on the index follows every save and delete.
`QuerySet.update()` and `bulk_create()` send no signal: call `saovang.search.index.refresh()` after them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models


class Texts(NamedTuple):
    """Plain text of an object that is searched and shown."""

    title: str
    summary: str = ""
    body: str = ""


class Filter(NamedTuple):
    """A choice that narrows a search: its value in the URL, its label on the page and the facet it requires."""

    slug: str
    label: str
    facet: str


class SearchSource(ABC):
    """Describes how one model is indexed and shown in search results.

    `number` (1 to 15) is part of the ids of its entries, so it must never change or be reused.
    """

    model: type[models.Model]
    number: int
    slug: str  # in URLs
    label: str
    fields: frozenset[str] = frozenset()  # only changes to these refresh an entry; empty: all changes do

    def index_queryset(self) -> models.QuerySet:
        """Return all objects that are public now or will be at their publication time."""
        return self.public_queryset()

    @abstractmethod
    def public_queryset(self) -> models.QuerySet:
        """Return all objects that are public now, with the relations that `texts` and `subtitle` need."""

    def load_public(self, ids: list[int]) -> Iterable[Any]:
        """Return those public objects that have these ids."""
        return self.public_queryset().filter(pk__in=ids)

    @abstractmethod
    def texts(self, obj: Any) -> Texts:
        """Return the text of an object."""

    def published_at(self, obj: Any) -> datetime | None:
        """Return the publication time, or None for undated objects, which rank before dated ones."""
        return None

    def subtitle(self, obj: Any) -> str:
        """Return the line below the title in the results."""
        return self.label

    def facets(self, obj: Any) -> list[str]:
        """Return facets besides source and year, each letters and a number, such as "c12"."""
        return []

    def filters(self) -> list[Filter]:
        """Return the filters that select this source or a part of it."""
        return [Filter(self.slug, self.label, kind_facet(self))]

    def years(self) -> list[int]:
        """Return the years that have public objects, latest first."""
        return []


sources: dict[int, SearchSource] = {}  # by number
sources_by_model: dict[type[models.Model], SearchSource] = {}


def register(source: SearchSource) -> None:
    """Make a source searchable."""
    sources[source.number] = sources_by_model[source.model] = source


# Folded words are only letters or only digits; exact words have digits only after a vowel and at the end.
# Facets match neither pattern, so no query word can match a facet.


def kind_facet(source: SearchSource) -> str:
    """Return the facet of all entries of a source."""
    return f"zk{source.number}z"


def source_facet(source: SearchSource, facet: str) -> str:
    """Return a source's own facet as it is stored in the index."""
    return f"z{source.number}x{facet}z"
