"""The files of photos and attachments, alike on a disk and in an object store."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage, storages

from saovang.backup.archive import sha256

UNFINISHED = ".dang-phuc-hoi"


def names(folder: str = "") -> Iterator[str]:
    """Every stored file."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if name and not name.startswith("."):
            yield f"{folder}{name}"
    for name in sorted(folders):
        if name:
            yield from names(f"{folder}{name}/")


def holds(name: str, digest: str) -> bool:
    """Whether just this content is stored under `name`."""
    if not default_storage.exists(name):
        return False
    with default_storage.open(name) as file:
        return sha256(file) == digest


def put(name: str, file: IO[bytes]) -> None:
    """Store under just this name, instead of what is there: all of it, or nothing."""
    if not isinstance(storages["default"], FileSystemStorage):
        options = settings.STORAGES["default"]
        overwriting = storages.create_storage(options | {"OPTIONS": options["OPTIONS"] | {"file_overwrite": True}})
        overwriting.save(name, File(file, name))
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
