"""Erase photos and files of a page for good, also from versions, so that nothing can restore them."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, QuerySet
from reversion.models import Version

from saovang.accounts.models import User
from saovang.adminsite.models import Autosave
from saovang.journal.services import Event, record, redact_deletions
from saovang.media import erasure
from saovang.media.models import Erasure
from saovang.pages.models import Page, PageFile, PagePhoto

ERASED = "(đã xóa hẳn)"
FIELDS = {PagePhoto: "image", PageFile: "file"}
PREFIXES = {PagePhoto: "photos", PageFile: "files"}  # of their forms
FileRow = PagePhoto | PageFile


def find_erasable(page: Page) -> list[FileRow]:
    """Return the photos and files of a page, also those in versions only."""
    content_types = ContentType.objects.get_for_models(*FIELDS)
    revisions = Version.objects.get_for_object(page).order_by().values("revision")
    parts = Version.objects.filter(revision__in=revisions, content_type__in=content_types.values())
    latest = parts.values("content_type", "object_id").annotate(latest=Max("pk")).values("latest")
    found: dict[tuple[type, int], Any] = {}
    for version in Version.objects.filter(pk__in=latest).select_related("content_type"):
        model: Any = version.content_type.model_class()
        found[model, int(version.object_id)] = model(**version.field_dict)
    found |= {(model, row.pk): row for model in FIELDS for row in model._base_manager.filter(page=page)}
    return sorted(found.values(), key=lambda row: (isinstance(row, PageFile), row.pk))


def erase(rows: Sequence[FileRow], reason: str, user: User) -> None:
    """Erase rows of `find_erasable` from the page, its versions, autosaves and the storage.

    `reason` stays in the list of erasures, which a restore of an older backup applies.
    """
    erasure.apply(
        [
            Erasure(
                kind=row._meta.label_lower,
                key=row.pk,
                files="\n".join(sorted(_file_names(row))),
                reason=reason,
                username=user.get_username(),
            )
            for row in rows
        ]
    )
    for row in rows:
        record(Event.DELETION, user, detail=f"Xóa hẳn {row._meta.verbose_name} {row.pk}: {reason}")


def apply(entry: Erasure) -> None:
    """Delete what is older than the entry: after a restore its key may be that of another row."""
    model: Any = next(model for model in FIELDS if model._meta.label_lower == entry.kind)
    rows = model._base_manager.filter(pk=entry.key, **{f"{FIELDS[model]}__in": entry.files.splitlines()})
    _clean_autosaves(model, entry)
    # The journal names what is deleted.
    rows.update(**{"alt_text": ERASED, "caption": ""} if model is PagePhoto else {"title": ERASED})
    for row in rows:
        row.delete()
    versions = _versions(model, entry.key).filter(revision__date_created__lt=entry.at)
    redact_deletions(model, versions.values_list("object_repr", flat=True).distinct(), ERASED)
    versions.delete()


def _versions(model: type[FileRow], key: int) -> QuerySet[Version]:
    return Version.objects.get_for_object_reference(model, key)


def _file_names(row: FileRow) -> set[str]:
    """Return the names of the files that the row had in any version."""
    field = FIELDS[type(row)]
    data = _versions(type(row), row.pk).values_list("serialized_data", flat=True)
    return {getattr(row, field).name, *(json.loads(version)[0]["fields"][field] for version in data)}


def _clean_autosaves(model: type[FileRow], entry: Erasure) -> None:
    """Remove what was typed about the row."""
    content_type = ContentType.objects.get_for_model(Page)
    for autosave in Autosave.objects.filter(content_type=content_type, saved_at__lt=entry.at):
        fields = autosave.fields
        keys = [name for name in fields if name.startswith(f"{PREFIXES[model]}-") and name.endswith("-id")]
        if typed := tuple(name.removesuffix("id") for name in keys if str(entry.key) in fields[name]):
            kept = {name: values for name, values in fields.items() if not name.startswith(typed)}
            Autosave.objects.filter(pk=autosave.pk).update(fields=kept)
