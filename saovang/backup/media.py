"""Read and write photos and attachments, on a disk or in an object store."""

import os
import shutil
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from saovang.backup.archive import sha256
from saovang.media.storage import LocalMediaStorage, get_storage, sync_to_disk


def names(storage: LocalMediaStorage | None = None) -> list[str]:
    """Return the names of all files in a storage, by default the portal's own, whatever their area.

    Oldest first: the archive of a night then begins like the last one.
    """
    storage = storage or get_storage()
    # The private area twice, so that no file is missed that is moved meanwhile in either direction.
    dated = [entry for is_public in (False, True, False) for entry in storage.dated_names(is_public)]
    return list(dict.fromkeys(name for _, name in sorted(dated)))


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
    temporary = path.with_name(f".restoring-{path.name}")  # names() leaves it out
    try:
        with temporary.open("wb") as target:
            shutil.copyfileobj(file, target)
            os.fsync(target.fileno())
        temporary.replace(path)
        sync_to_disk(path, Path(storage.location))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
