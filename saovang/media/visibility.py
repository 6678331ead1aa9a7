"""Which stored files are public: each app registers the models that refer to files.

From then on the files follow every save and delete. `QuerySet.update()` and `bulk_create()` send no signal: call
`sync()` after them. A local file becomes private before the commit that takes it from readers, and public after the
commit that gives it to them. After a rollback the portal still serves it, and `sync_all()` moves it back. In an object
store, from which public pages load their photos, both happen after the commit.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.http import HttpRequest
from django.utils import timezone

from saovang.media.responsive import original_name, with_variants
from saovang.media.storage import get_storage, ignore_storage_errors

BATCH = 500
# In an object store, files of a scheduled article are public this long before it: longer than from one job to the next.
LEAD = timedelta(minutes=15)


class FileSource(ABC):
    """Describes the files that the rows of one model refer to."""

    model: type[models.Model]
    field = "file"

    @abstractmethod
    def public_rows(self, at: datetime) -> models.QuerySet:
        """Return the rows whose files everybody may read at this time."""

    def is_withdrawn(self, row: Any) -> bool:
        """Return True if the file was public once and no longer is."""
        return False

    def may_read(self, request: HttpRequest, row: Any) -> bool:
        """Return True if the request may read a file that is not public."""
        return False

    def lookup(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the filter for rows that refer to files with these original names."""
        return {f"{self.field}__in": names}

    def remember(self, instance: Any, update_fields: Collection[str] | None, **signal: object) -> None:
        """Remember the file that is about to be replaced; a pre_save receiver."""
        if instance.pk and (update_fields is None or self.field in update_fields):
            stored = self.model._base_manager.filter(pk=instance.pk).values_list(self.field, flat=True)
            instance.__dict__["_old_file"] = stored.first()

    def refresh_saved(self, instance: Any, created: bool, **signal: object) -> None:
        """Refresh a new file and the one it replaces; a post_save receiver."""
        name = getattr(instance, self.field).name
        old_name = instance.__dict__.pop("_old_file", None if created else name)
        if old_name != name:
            refresh([old_name, name])

    def refresh_deleted(self, instance: Any, **signal: object) -> None:
        """Refresh the file of a deleted row; a post_delete receiver."""
        refresh([getattr(instance, self.field).name])


sources: list[FileSource] = []


def register(*file_sources: FileSource) -> None:
    """Make the files of these models follow their rows."""
    for source in file_sources:
        sources.append(source)
        pre_save.connect(source.remember, sender=source.model)
        post_save.connect(source.refresh_saved, sender=source.model)
        post_delete.connect(source.refresh_deleted, sender=source.model)


def follow(model: type[models.Model], fields: Sequence[str], get_names: Callable[[Any], list[str]]) -> None:
    """Refresh the files with the names of an object whenever it is saved with other values of these fields."""

    def remember(instance: Any, update_fields: Collection[str] | None, **signal: object) -> None:
        if update_fields is None:
            instance.__dict__["_old_values"] = model._base_manager.filter(pk=instance.pk).values_list(*fields).first()

    def compare(instance: Any, created: bool, update_fields: Collection[str] | None, **signal: object) -> None:
        values = tuple(getattr(instance, name) for name in fields)
        is_changed = instance.__dict__.pop("_old_values", values) != values
        is_changed |= not {*fields}.isdisjoint(update_fields or [])
        if is_changed and not created:
            refresh(get_names(instance))

    pre_save.connect(remember, sender=model, weak=False)
    post_save.connect(compare, sender=model, weak=False)


def public_names(names: Collection[str]) -> set[str]:
    """Return those of the original names whose files belong into the public area, by one query for all sources."""
    at = timezone.now() + (timedelta(0) if get_storage().has_fallback else LEAD)
    remaining = iter({*names})
    public: set[str] = set()
    while batch := list(islice(remaining, BATCH)):
        found = [
            source.public_rows(at).filter(**source.lookup(batch)).order_by().values_list(source.field, flat=True)
            for source in sources
        ]
        public.update(found[0].union(*found[1:], all=True))
    return public


def refresh(names: Iterable[str | None]) -> None:
    """Move files to their areas, in step with the current transaction."""
    found = {*filter(None, names)}
    if get_storage().has_fallback:
        get_storage().make_private(_with_variants(found - public_names(found)))
    transaction.on_commit(partial(sync, found))


def sync(names: Collection[str]) -> None:
    """Move files with these original names, and their variants, to the areas where they belong.

    Raises StorageUnavailableError if a file could not be made private. One that could not be made public is logged.
    """
    storage, public = get_storage(), public_names(names)
    storage.make_private(_with_variants({*names} - public))
    if public:
        with ignore_storage_errors():
            storage.make_public(_with_variants(public))
        # Another request may have withdrawn them meanwhile, and found nothing to move.
        storage.make_private(_with_variants(public - public_names(public)))


def sync_all() -> None:
    """Move all files that are not in the area where they belong."""
    in_public, in_private = [{*map(original_name, get_storage().names(area))} for area in (True, False)]
    sync((in_public - public_names(in_public)) | public_names(in_private))


def _with_variants(names: Iterable[str]) -> Iterator[str]:
    return (stored for name in names for stored in with_variants(name))
