"""Erase objects for good, and keep the list of them, which a restore applies to the content of an older backup.

The list is in the database, and in files for a restore on another machine: in DATA_DIR, beside the backups, where the
portal itself may not write, and in the repository of the nightly backups.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import DatabaseError, models, transaction
from django.db.models import Max, QuerySet
from reversion.models import Version

from saovang.journal.services import Event, record, redact_deletions
from saovang.media.models import Erasure
from saovang.media.responsive import with_variants

ERASED = "(đã xóa hẳn)"
FILE_NAME = "erasures.json"
_handlers: dict[str, Callable[[Erasure], None]] = {}


def register(handler: Callable[[Erasure], None], *erasable: type[models.Model]) -> None:
    """Make objects of these models erasable. `handler` deletes the rows and versions that an entry names."""
    _handlers.update({model._meta.label_lower: handler for model in erasable})


def find_objects(versions: QuerySet[Version]) -> dict[tuple[type, int], Any]:
    """Return what the latest of these versions hold of each object, by model and key."""
    latest = versions.order_by().values("content_type", "object_id").annotate(latest=Max("pk")).values("latest")
    found: dict[tuple[type, int], Any] = {}
    for version in Version.objects.filter(pk__in=latest).select_related("content_type"):
        model: Any = version.content_type.model_class()
        found[model, int(version.object_id)] = model(**version.field_dict)
    return found


def file_names_in(versions: QuerySet[Version], *fields: str) -> set[str]:
    """Return the original names of the files that versions have in these fields. One may be older than a field."""
    rows = [json.loads(data)[0]["fields"] for data in versions.values_list("serialized_data", flat=True)]
    return {row[name] for row in rows for name in fields if row.get(name)}


def erase(targets: Mapping[models.Model, Iterable[str]], reason: str, user: AbstractBaseUser) -> None:
    """Erase objects, given with the original names of their files, from rows, versions, search and storage.

    `reason` stays in the list, which a restore of an older backup applies.
    """
    apply(
        [
            Erasure(
                kind=target._meta.label_lower,
                key=target.pk,
                files="\n".join(sorted(filter(None, names))),
                reason=reason,
                username=user.get_username(),
            )
            for target, names in targets.items()
        ]
    )
    for target in targets:
        record(Event.DELETION, user, detail=f"Xóa hẳn {target._meta.verbose_name} {target.pk}: {reason}")


def older_versions(model: type[models.Model], entry: Erasure) -> QuerySet[Version]:
    """Return the versions of an erased object: later ones are of another object, which has its key after a restore."""
    found = Version.objects.get_for_object_reference(model, entry.key)
    return found.filter(revision__date_created__lt=entry.at)


def redact_log(model: type[models.Model], entry: Erasure) -> None:
    """Remove the titles that the object had in its older versions from the admin log and the journal."""
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=str(entry.key), action_time__lt=entry.at
    )
    log.update(object_repr=ERASED, change_message="")
    titles = older_versions(model, entry).values_list("object_repr", flat=True).distinct()
    redact_deletions(model, titles, ERASED)


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
