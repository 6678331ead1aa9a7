"""Use photos and documents of other owners again.

A copy has files of its own: erasing, withdrawing or replacing one leaves the others alone. `origin` is the same for all
copies of a file. Nothing is decoded again, and an object store copies the files itself.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q, QuerySet
from django.template.defaultfilters import filesizeformat

from saovang.accounts.models import User
from saovang.core.text import words
from saovang.media.files import OwnedFile
from saovang.media.photos import BasePhoto
from saovang.media.responsive import variant_name, variant_widths
from saovang.media.storage import get_storage, storage_errors_as_validation
from saovang.uploads.services import discard, kind_of, similar_kinds, validate_room

MAX_FILES = 30  # copied by one request
MAX_BYTES = 300 * 1024 * 1024  # copied by one request if it is for several files; a disk writes them in seconds


def find_files(user: User, owner: models.Model, model: type[OwnedFile], query: str = "") -> QuerySet:
    """Return the rows of a model of other owners that the user may use, the newest first, one of the copies of each.

    The words of `query` are all in its texts or in the title of its owner, whatever the accents.
    """
    files = _usable_files(user, owner, model)
    for word in words(query):
        files = files.filter(_any_contains(kind_of(model).searched, word))
    newest = files.order_by().values("origin").annotate(newest=Max("pk")).values("newest")
    rows = model._default_manager.filter(pk__in=newest)
    return rows.select_related(model.OWNER_FIELD).order_by("-pk")


def copy_files(
    user: User,
    owner: models.Model,
    model: type[OwnedFile],
    keys: Collection[int],
    form_key: UUID,
    source: type[OwnedFile] | None = None,
) -> list[Any]:
    """Add copies of files of other owners to an owner as rows of `model`, with their texts. Return the new rows.

    `keys` are of rows of `source`, by default of `model`.
    The same `form_key` gives the same rows, however often it is sent. Raises ValidationError if the user may not, or no
    longer, use one of the files, if there are too many, or if they cannot be stored; ObjectDoesNotExist if the owner
    has been deleted.
    """
    noun, kind, source = model._meta.verbose_name, kind_of(model), source or model
    if not keys:
        raise ValidationError(f"Hãy đánh dấu {noun} cần dùng.")
    if len(keys) > MAX_FILES:
        raise ValidationError(f"Mỗi lần thêm được nhiều nhất {MAX_FILES} {noun}. Hãy bỏ bớt.")
    found = _usable_files(user, owner, source).in_bulk(list(keys))
    if len(found) < len(keys):
        raise ValidationError(f"Có {noun} đã chọn nay không dùng được nữa. Hãy tải lại trang rồi chọn lại.")
    if len(keys) > 1 and sum(getattr(row, "size", 0) for row in found.values()) > MAX_BYTES:
        raise ValidationError(f"Các tệp đã chọn nặng hơn {filesizeformat(MAX_BYTES)}. Hãy thêm từng tệp.")
    validate_room(owner, model, len(keys))
    copies: list[OwnedFile] = []
    try:
        for key in keys:
            copies.append(_copy_row(found[key], model, uuid5(form_key, f"{source._meta.label}{key}")))
            _copy_stored_files(found[key], copies[-1])
        with transaction.atomic():
            locked = type(owner)._default_manager.select_for_update().get(pk=owner.pk)
            with kind.versioned(user, locked, f"Dùng lại {len(copies)} {noun}"):
                rows = kind.attach(locked, copies)
    except BaseException:
        discard(copies)
        raise
    discard(row for row in copies if row not in rows)  # stored by an earlier request with the same key
    return rows


def find_copies(row: OwnedFile) -> list[Any]:
    """Return the other owners that have a copy of the file."""
    owners: dict[Any, None] = {}
    for kind in similar_kinds(type(row)):
        copies = kind.model._base_manager.filter(origin=row.origin).select_related(kind.model.OWNER_FIELD)
        owners |= dict.fromkeys(copy.owner for copy in copies.order_by("-pk"))
    return [owner for owner in owners if owner != row.owner]


def _usable_files(user: User, owner: models.Model, model: type[OwnedFile]) -> QuerySet:
    files = kind_of(model).find_usable(user)
    is_own = type(owner) is model._meta.get_field(model.OWNER_FIELD).related_model
    return files.exclude(**{model.OWNER_FIELD: owner}) if is_own else files


def _any_contains(fields: Collection[str], word: str) -> Q:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__folded": word})
    return condition


def _copy_row(row: OwnedFile, model: type[OwnedFile], key: UUID) -> Any:
    """Return an unsaved row of `model` with a new file name, without an owner. It needs an alternative text again."""
    fields = [field for field in row._meta.concrete_fields if not field.is_relation and not field.primary_key]
    values: dict[str, Any] = {field.attname: getattr(row, field.attname) for field in fields}
    if isinstance(row, BasePhoto):
        values["alt_text_exempt"] = False
    file = getattr(row, row.FILE_FIELD)
    values[row.FILE_FIELD] = file.field.generate_filename(row, file.name)
    return model(**values | {"upload_key": key})


def _copy_stored_files(row: OwnedFile, copy: OwnedFile) -> None:
    """Store copies of the files of `row` for `copy`. Raises ValidationError if they cannot be stored."""
    old, new = (getattr(each, each.FILE_FIELD).name for each in (row, copy))
    widths: list[int] = variant_widths(row.width) if isinstance(row, BasePhoto) else []
    names = {old: new} | {variant_name(old, width): variant_name(new, width) for width in widths}
    with storage_errors_as_validation():
        get_storage().copy(names)
