"""Erase photos and files of a page for good, also from versions, so that nothing can restore them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from saovang.accounts.models import User
from saovang.adminsite.models import Autosave
from saovang.media import erasure
from saovang.media.erasure import ERASED, older_versions, redact_log
from saovang.media.models import Erasure
from saovang.pages.models import Page, PageFile, PagePhoto

FIELDS = {PagePhoto: "image", PageFile: "file"}
PREFIXES = {PagePhoto: "photos", PageFile: "files"}  # of their forms
FileRow = PagePhoto | PageFile


def find_erasable(page: Page) -> list[FileRow]:
    """Return the photos and files of a page, also those in versions only."""
    content_types = ContentType.objects.get_for_models(*FIELDS)
    revisions = Version.objects.get_for_object(page).order_by().values("revision")
    parts = Version.objects.filter(revision__in=revisions, content_type__in=content_types.values())
    found = erasure.find_objects(parts)
    found |= {(model, row.pk): row for model in FIELDS for row in model._base_manager.filter(page=page)}
    return sorted(found.values(), key=lambda row: (isinstance(row, PageFile), row.pk))


def erase(rows: Sequence[FileRow], reason: str, user: User) -> None:
    """Erase rows of `find_erasable` as `erasure.erase` does, also from autosaves."""
    erasure.erase({row: _file_names(row) for row in rows}, reason, user)


def apply(entry: Erasure) -> None:
    """Delete what is older than the entry: after a restore its key may be that of another row."""
    model: Any = next(model for model in FIELDS if model._meta.label_lower == entry.kind)
    rows = model._base_manager.filter(pk=entry.key, **{f"{FIELDS[model]}__in": entry.files.splitlines()})
    _clean_autosaves(model, entry)
    # The journal names what is deleted.
    rows.update(**{"alt_text": ERASED, "caption": ""} if model is PagePhoto else {"title": ERASED})
    for row in rows:
        row.delete()
    redact_log(model, entry)
    older_versions(model, entry).delete()


def _file_names(row: FileRow) -> set[str]:
    """Return the names of the files that the row had in any version."""
    field = FIELDS[type(row)]
    versions = Version.objects.get_for_object_reference(type(row), row.pk)
    return {getattr(row, field).name} | erasure.file_names_in(versions, field)


def _clean_autosaves(model: type[FileRow], entry: Erasure) -> None:
    """Remove what was typed about the row."""
    content_type = ContentType.objects.get_for_model(Page)
    for autosave in Autosave.objects.filter(content_type=content_type, saved_at__lt=entry.at):
        fields = autosave.fields
        keys = [name for name in fields if name.startswith(f"{PREFIXES[model]}-") and name.endswith("-id")]
        if typed := tuple(name.removesuffix("id") for name in keys if str(entry.key) in fields[name]):
            remaining = {name: values for name, values in fields.items() if not name.startswith(typed)}
            Autosave.objects.filter(pk=autosave.pk).update(fields=remaining)
