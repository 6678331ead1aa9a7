"""What can be searched: each app registers a source for each of its searchable models.

`saovang.search.index.register` adds a source.

The id of an entry sorts it by publication time. It is the time in seconds, then 20 bits of the object's id, then 4 bits
of its source. It fits into 63 bits, and objects of the same second stay distinct up to a million objects a source.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils.timezone import make_aware

from saovang.media import files as media_files

UNDATED = datetime(9000, 1, 1, tzinfo=UTC)  # sorts undated objects before all dated ones


class Document(NamedTuple):
    """What is indexed and shown of an object, as plain text."""

    title: str
    summary: str = ""
    body: str = ""
    url: str = ""  # by default the object's own
    subtitle: str = ""  # the line below the title in the results; by default the label of the source
    published_at: datetime | None = None
    checked: str = ""  # of an undated object: "Kiểm tra ngày" and the like with the date, or ""
    facets: tuple[str, ...] = ()  # besides the source's, each letters and a number, such as "c12"


class Filter(NamedTuple):
    """A choice that narrows a search: its value in the URL, its label on the page and the facet it requires."""

    slug: str
    label: str
    facet: str


class Key(NamedTuple):
    """An object in the index."""

    source: int
    object_id: int


class SearchSource(ABC):
    """Describes how one model is indexed and shown in search results.

    `number` (1 to 15) is part of the ids of its entries, so it must never change or be reused.
    """

    model: type[models.Model]
    number: int
    slug: str  # in URLs
    label: str
    fields: frozenset[str] = frozenset()  # only changes to these refresh an entry; empty: all changes do
    related: Mapping[type[models.Model], str] = {}  # models that are part of a document, and their key to its object
    answer_template = ""  # shows the object above the results if its title has all words of the query

    def index_queryset(self) -> models.QuerySet:
        """Return all objects that are public now or will be at their publication time."""
        return self.public_queryset()

    @abstractmethod
    def public_queryset(self) -> models.QuerySet:
        """Return all objects that are public now, with the relations that `document` needs."""

    def load_public(self, ids: list[int]) -> Iterable[Any]:
        """Return those public objects that have these ids."""
        return self.public_queryset().filter(pk__in=ids)

    @abstractmethod
    def document(self, obj: Any) -> Document:
        """Return what is indexed and shown of an object."""

    def load_own(self, ids: list[int]) -> Iterable[Any]:
        """Return those public objects that have these ids, with what `own_document` needs."""
        return self.load_public(ids)

    def own_document(self, obj: Any) -> Document:
        """Return the document without the texts of related objects, for results that match in title or summary."""
        return self.document(obj)

    def files(self, obj: Any) -> Iterable[media_files.Document]:
        """Return the files of an object whose text is indexed with it."""
        return ()

    def load_headings(self, ids: list[int]) -> Iterable[Any]:
        """Return those public objects that have these ids, with what `heading` needs."""
        return self.load_public(ids)

    def heading(self, obj: Any) -> Document:
        """Return the document without what only the index needs, for suggestions."""
        return self.document(obj)

    def filters(self) -> list[Filter]:
        """Return the filters that select this source or a part of it."""
        return [Filter(self.slug, self.label, self.facet())]

    def years(self) -> list[int]:
        """Return the years that have public objects, latest first."""
        return []

    def facet(self, name: str = "") -> str:
        """Return a facet of the source, or the one of all its entries, as it is stored in the index.

        Folded words are only letters or only digits; exact words have digits only after a vowel and at the end. Facets
        match neither pattern, so no query word can match a facet.
        """
        return f"z{self.number}x{name}z" if name else f"zk{self.number}z"

    def entry_id(self, pk: int, published_at: datetime | None) -> int:
        """Return the id of an object's entry. Of entries of the same time, those of lower source numbers come first."""
        return _first_id(published_at or UNDATED) + ((15 - self.number) << 20) + (pk & 0xFFFFF)


sources: dict[int, SearchSource] = {}  # by number
sources_by_model: dict[type[models.Model], SearchSource] = {}


def load_objects(keys: Iterable[Key], load: Callable[[SearchSource, list[int]], Iterable[Any]]) -> dict[Key, Any]:
    """Return those objects that are public, with one call of `load` for each source."""
    ids: dict[int, list[int]] = {}
    for key in keys:
        ids.setdefault(key.source, []).append(key.object_id)
    return {Key(number, obj.pk): obj for number, pks in ids.items() for obj in load(sources[number], pks)}


def public_ids(column: str, now: datetime) -> str:
    """Return an SQL condition for the ids of entries that are public now.

    Nearly all are, so PostgreSQL must not ask an index for them, which IS TRUE prevents.
    """
    last_public, first_undated = public_id_range(now)
    return f"({column} <= {last_public} OR {column} >= {first_undated}) IS TRUE"


def public_id_range(now: datetime) -> tuple[int, int]:
    """Return the last id of entries published by `now`, and the first id of undated entries."""
    return _first_id(now) + (1 << 24) - 1, _first_id(UNDATED)


def year_id_range(year: int) -> tuple[int, int]:
    """Return the first id of a year in the portal's time zone, and the first id of the next year."""
    return _first_id(make_aware(datetime(year, 1, 1))), _first_id(make_aware(datetime(year + 1, 1, 1)))


def _first_id(time: datetime) -> int:
    return int(time.timestamp()) << 24
