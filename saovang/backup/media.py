"""Read and write photos and attachments, on a disk or in an object store."""

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from saovang.backup.archive import sha256
from saovang.media.storage import sync_to_disk


def names(storage: Any = None) -> Iterable[str]:
    """Return the names of all files in a storage, by default the portal's own: files on a disk or an S3MediaStorage.

    Oldest first: the archive of a night then begins like the last one.
    """
    storage = storage or storages["default"]
    if not isinstance(storage, FileSystemStorage):
        return storage.names()
    return sorted(_names_on_disk(storage), key=lambda name: _modified_at(storage.path(name)))


def _modified_at(path: str) -> float:
    try:
        return os.path.getmtime(path)
    except FileNotFoundError:
        return 0  # deleted since


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


def is_stored(name: str, digest: str) -> bool:
    """Return True if a file with this name and this SHA-256 is stored."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return sha256(file) == digest


def store(name: str, file: IO[bytes]) -> None:
    """Store a file under exactly this name, replacing an existing one atomically."""
    storage: Any = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        storage.overwrite(name, File(file, name))
        return
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(".restoring")  # names() leaves it out
    try:
        with temporary.open("wb") as target:
            shutil.copyfileobj(file, target)
            os.fsync(target.fileno())
        temporary.replace(path)
        sync_to_disk(path, Path(storage.location))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
