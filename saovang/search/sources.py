"""What can be found: each app registers a source for each of its models that are searchable.

`register(ArticleSource())` in the AppConfig; from then on entries follow every save and delete. A change by
`QuerySet.update()` or `bulk_create()` sends no signal and calls `saovang.search.index.refresh()` itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.db.models.signals import post_delete, post_save


class Texts(NamedTuple):
    """What of a thing is searched and shown, as plain text."""

    title: str
    summary: str = ""
    body: str = ""


class Filter(NamedTuple):
    """A choice that narrows a search: how it stands in the address and on the page, and the facet it asks for."""

    slug: str
    label: str
    facet: str


class Source(ABC):
    """One kind of searchable thing. `number` is part of its entries' keys, so it is its own for good (1–15)."""

    model: type[models.Model]
    number: int
    slug: str  # in addresses
    label: str  # for people
    fields: frozenset[str] = frozenset()  # whose change matters; of none given, every change does

    def indexable(self) -> models.QuerySet:
        """All that is public or becomes so by itself."""
        return self.public()

    @abstractmethod
    def public(self) -> models.QuerySet:
        """All that anyone may see now, with what `texts` and `note` need."""

    def public_among(self, keys: list[int]) -> Iterable[Any]:
        """Those of the public things that have these keys."""
        return self.public().filter(pk__in=keys)

    @abstractmethod
    def texts(self, thing: Any) -> Texts: ...

    def moment(self, thing: Any) -> datetime | None:
        """When it became public; None of what stands for good and goes before all that is dated."""
        return None

    def note(self, thing: Any) -> str:
        """What stands under its title among results."""
        return self.label

    def facets(self, thing: Any) -> list[str]:
        """What it can be filtered by beside its kind and year, each as letters and a number: "c12"."""
        return []

    def filters(self) -> list[Filter]:
        """The choices by which to narrow a search to this kind or to a part of it."""
        return [Filter(self.slug, self.label, kind_facet(self))]

    def years(self) -> list[int]:
        """The years it has things of, latest first."""
        return []


sources: dict[int, Source] = {}


def register(source: Source) -> None:
    from saovang.search.index import refresh, remove

    sources[source.number] = source

    def saved(instance: models.Model, update_fields: Iterable[str] | None, **signal: object) -> None:
        if update_fields is None or not source.fields or source.fields & set(update_fields):
            refresh(source, [instance.pk])

    def deleted(instance: models.Model, **signal: object) -> None:
        remove(source, [instance.pk])

    post_save.connect(saved, sender=source.model, weak=False)
    post_delete.connect(deleted, sender=source.model, weak=False)


def source_of(model: type[models.Model]) -> Source:
    return next(source for source in sources.values() if source.model is model)


# Words are letters, or digits, or with their accents letters with digits behind vowels and at the end: none
# looks like these.


def kind_facet(source: Source) -> str:
    return f"zk{source.number}z"


def own_facet(source: Source, facet: str) -> str:
    return f"z{source.number}x{facet}z"
