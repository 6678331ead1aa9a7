"""Add photos and documents to their owner: store the files first, then attach the rows.

Decoding takes seconds, and on SQLite a transaction holds the only write lock: call `store_photo` outside a
transaction; `attach` may be called inside. Deleting a row keeps its files, because restoring an older version of the
owner brings the row back.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max

from saovang.accounts.models import User
from saovang.media import responsive
from saovang.media.files import OwnedFile
from saovang.media.images import process_photo
from saovang.media.photos import BasePhoto
from saovang.media.storage import ignore_storage_errors

PhotoT = TypeVar("PhotoT", bound=BasePhoto)
FileT = TypeVar("FileT", bound=OwnedFile)


def store_photo(photo: PhotoT, upload: IO[bytes], *, wait: bool = True, timeout: float | None = None) -> PhotoT:
    """Store an uploaded photo and its variants as the files of an unsaved row, and return it.

    Raises ValidationError with a message for the user if the file is not a photo or cannot be stored, and BusyError as
    `run_in_worker` does.
    """
    responsive.save(photo.image, process_photo(upload, wait=wait, timeout=timeout))
    return photo


def discard(rows: Iterable[OwnedFile]) -> None:
    """Delete the files of rows that were not attached."""
    with ignore_storage_errors():
        for row in rows:
            if isinstance(row, BasePhoto):
                responsive.delete(row.image)
            else:
                getattr(row, row.FILE_FIELD).delete(save=False)


def validate_room(owner: models.Model, model: type[OwnedFile], number: int = 1) -> None:
    """Raise ValidationError unless the owner can take `number` more rows of a model.

    The code is "too_many", and `params["room"]` is the number that it can take.
    """
    limit = getattr(settings, model.LIMIT)
    count = model._base_manager.filter(**{model.OWNER_FIELD: owner}).count()
    if count + number > limit:
        has = f"{model.OWNER_NOUN.capitalize()} đã có {count} {model._meta.verbose_name}"
        message = f"{has}, nhiều nhất {limit}. Hãy chia thành hai {model.OWNER_NOUN}."
        raise ValidationError(message, code="too_many", params={"room": max(limit - count, 0)})


@transaction.atomic
def attach(owner: models.Model, files: Iterable[FileT], order: int | None = None) -> list[FileT]:
    """Save stored files as the last ones of their owner, or numbered from `order` on.

    Return them. A file whose upload key the owner has already is not saved; its saved row is returned instead. Raises
    ObjectDoesNotExist if the owner has been deleted, and ValidationError as `validate_room` does.
    """
    type(owner)._base_manager.select_for_update().only("pk").get(pk=owner.pk)
    stored: list[Any] = list(files)
    if not stored:
        return []
    model = type(stored[0])
    siblings = model._base_manager.filter(**{model.OWNER_FIELD: owner})
    keys = [file.upload_key for file in stored if file.upload_key]
    saved = {file.upload_key: file for file in siblings.filter(upload_key__in=keys)} if keys else {}
    new = [file for file in stored if file.upload_key not in saved]
    validate_room(owner, model, len(new))
    if order is None:
        order = (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
    for number, file in enumerate(new, start=order):
        setattr(file, model.OWNER_FIELD, owner)
        file.order = number
        file.save()
    return [saved.get(file.upload_key, file) for file in stored]


@dataclass(frozen=True)
class FileKind:
    """What an app says about a model of files.

    `find_usable` returns the rows that a user may use again, `searched` are the lookups of their texts and of the title
    of their owner. `versioned` is a context that stores a version of the owner, `attach` does what `attach` above does.
    """

    model: type[OwnedFile]
    label: str  # of the owners: "Bài viết"
    find_usable: Callable[[User], models.QuerySet]
    searched: tuple[str, ...]
    versioned: Callable[[User, Any, str], AbstractContextManager]
    attach: Callable[..., Any] = attach


_kinds: dict[type[models.Model], FileKind] = {}


def register(*kinds: FileKind) -> None:
    _kinds.update({kind.model: kind for kind in kinds})


def kind_of(model: type[models.Model]) -> FileKind:
    return _kinds[model]


def similar_kinds(model: type[OwnedFile]) -> list[FileKind]:
    """Return the kinds whose rows a row of this model can be a copy of, its own kind first."""
    kinds = [kind for kind in _kinds.values() if kind.model.FILE_FIELD == model.FILE_FIELD]
    return sorted(kinds, key=lambda kind: kind.model is not model)
