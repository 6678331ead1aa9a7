"""The files of photos and attachments, alike on a disk and in an object store."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage, storages

from saovang.backup.archive import sha256

UNFINISHED = ".dang-phuc-hoi"


class Store(Protocol):
    """What a storage that is no disk must be able to do besides; `saovang.media.s3` is."""

    def names(self) -> Iterator[str]: ...

    def overwrite(self, name: str, content: IO[bytes]) -> None: ...


def names(storage: Storage | None = None) -> Iterator[str]:
    """Every stored file; of the portal's own storage unless another is named."""
    storage = storage or storages["default"]
    return _names_on_disk(storage) if isinstance(storage, FileSystemStorage) else cast(Store, storage).names()


def _names_on_disk(storage: FileSystemStorage, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.startswith("."):
            yield f"{folder}{name}"
    for name in sorted(folders):
        yield from _names_on_disk(storage, f"{folder}{name}/")


def holds(name: str, digest: str) -> bool:
    """Whether just this content is stored under `name`."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return sha256(file) == digest


def put(name: str, file: IO[bytes]) -> None:
    """Store under just this name, instead of what is there: all of it, or nothing."""
    if not isinstance(storages["default"], FileSystemStorage):
        cast(Store, default_storage).overwrite(name, File(file, name))
        return
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{UNFINISHED}-{path.name}")
    try:
        with unfinished.open("wb") as target:
            shutil.copyfileobj(file, target)
            os.fsync(target.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
