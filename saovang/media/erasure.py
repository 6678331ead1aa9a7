"""The list of what was erased, which a restore applies to the content of an older backup.

It is in the database, and in files for a restore on another machine: in DATA_DIR, beside the backups, where the portal
itself may not write, and in the repository of the nightly backups.
"""

import os
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import DatabaseError, models, transaction

from saovang.media.models import Erasure
from saovang.media.responsive import with_variants

FILE_NAME = "erasures.json"
_handlers: dict[str, Callable[[Erasure], None]] = {}


def register(handler: Callable[[Erasure], None], *erasable: type[models.Model]) -> None:
    """Make objects of these models erasable. `handler` deletes the rows and versions that an entry names."""
    _handlers.update({model._meta.label_lower: handler for model in erasable})


def apply(entries: Collection[Erasure]) -> None:
    """Add entries to the list and erase what they name: rows and versions at once, files after the commit.

    Raises StorageUnavailableError if a file could not be deleted. It is in the private area by then.
    """
    with transaction.atomic():
        Erasure.objects.bulk_create(entries, ignore_conflicts=True)
        for entry in entries:
            if handler := _handlers.get(entry.kind):
                handler(entry)
        transaction.on_commit(partial(write_list, settings.DATA_DIR))
        transaction.on_commit(partial(_delete_files, file_names(entries)))


def file_names(entries: Iterable[Erasure]) -> set[str]:
    """Return the names of all files that were erased."""
    return {name for entry in entries for original in entry.files.splitlines() for name in with_variants(original)}


def write_list(folder: Path) -> Path:
    """Write the list to a file in `folder`, with the entries that are in it already, and return it."""
    entries = read_list(folder)
    temporary = folder / f".{FILE_NAME}"
    with temporary.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        serializers.serialize("json", entries, stream=file)
        os.fsync(file.fileno())
    return temporary.replace(folder / FILE_NAME)


def read_list(folder: Path) -> list[Erasure]:
    """Return the list of this portal, with the entries of a list in `folder`. Raises CommandError if one is damaged."""
    entries: dict[Any, Any] = {}
    for path in {place / FILE_NAME for place in (folder, settings.BACKUP_DIR, settings.DATA_DIR)}:
        try:
            for item in serializers.deserialize("json", path.read_text(encoding="utf-8")) if path.exists() else []:
                entries[item.object.pk] = item.object
        except (OSError, ValueError, serializers.base.DeserializationError) as error:
            raise CommandError(f"Không đọc được danh sách đã xóa hẳn {path}: {error}. Chưa phục hồi gì.") from error
    try:
        entries |= {entry.pk: entry for entry in Erasure.objects.all()}
    except DatabaseError:
        pass  # the database is damaged or empty
    return [*entries.values()]


def _delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
