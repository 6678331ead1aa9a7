"""Storage of photos and documents on a disk.

A storage has two areas with the same names. nginx, or an object store, serves the public one to everybody. A new file
is stored in the private one, below PRIVATE, and only the portal serves it (saovang/media/views.py).
`saovang.media.visibility` moves files between the areas.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from saovang.core.exceptions import StorageUnavailableError
from saovang.core.sheets import XLSX_TYPE

logger = logging.getLogger(__name__)

PRIVATE = "private/"
CACHE_CONTROL = "public, max-age=31536000, immutable"  # the name of a stored file is never reused

# The MIME types of everything that the portal stores, by extension. Browsers show photos, play recordings, and download
# documents.
RECORDING_MIME_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".mp4": "video/mp4"}
INLINE_TYPES = {".jpg": "image/jpeg", ".webp": "image/webp"} | RECORDING_MIME_TYPES
ATTACHMENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": XLSX_TYPE,
    ".odt": "application/vnd.oasis.opendocument.text",
    ".zip": "application/zip",
}
MIME_TYPES = INLINE_TYPES | ATTACHMENT_TYPES


def sync_to_disk(path: Path, root: Path) -> None:
    """Write a new file, and every folder from it up to `root`, to the disk. Raises OSError.

    A file survives a power cut only if its folder is on the disk too, and a new folder only if its parent is.
    """
    for each in [path, *path.parents]:
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if each == root:
            return


class LocalMediaStorage(FileSystemStorage):
    """File system storage with a private area. It leaves no partial file on a full disk, loses none in a power cut."""

    # The portal serves a public file that is still in the private area.
    has_fallback = True

    def path(self, name: str) -> str:
        """Return where the file is, or for a new file, where it will be: in the private area."""
        public = super().path(name)
        return public if os.path.lexists(public) else super().path(PRIVATE + name)

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        name = self.get_available_name(name or content.name, max_length)
        try:
            name = super().save(name, content, max_length)
            sync_to_disk(Path(self.path(name)), Path(self.location))
            return name
        except OSError:
            self.delete(name)
            raise

    def _save(self, name: str, content: IO[Any]) -> str:
        return super()._save(name, content).removeprefix(PRIVATE)  # type: ignore[misc]

    def _open(self, name: str, mode: str = "rb") -> File:
        try:
            return super()._open(name, mode)  # type: ignore[misc]
        except FileNotFoundError:  # it may have been moved since its path was read
            return super()._open(name, mode)  # type: ignore[misc]

    def copy(self, names: Mapping[str, str]) -> None:
        """Store copies of files, in the private area: the new names by the old ones. Raises OSError."""
        for old, new in names.items():
            with self.open(old) as file:
                self.save(new, file)

    def is_public(self, name: str) -> bool:
        """Return True if the file is in the public area."""
        return os.path.isfile(super().path(name))

    def make_public(self, names: Iterable[str]) -> None:
        """Move those of the files that are in the private area. Raises StorageUnavailableError."""
        self._move(names, PRIVATE, "")

    def make_private(self, names: Iterable[str]) -> None:
        """Move those of the files that are in the public area. Raises StorageUnavailableError."""
        self._move(names, "", PRIVATE)

    def _move(self, names: Iterable[str], source: str, target: str) -> None:
        sources: set[Path] = set()
        targets: set[Path] = set()
        try:
            for name in names:
                old, new = Path(super().path(source + name)), Path(super().path(target + name))
                if old.is_file():
                    new.parent.mkdir(parents=True, exist_ok=True)
                    with suppress(FileNotFoundError):  # moved by another request
                        old.replace(new)
                    sources.add(old.parent)
                    targets.add(new.parent)
            # In this order: a power cut in between may leave the file in both areas, but never in none.
            for folder in [*targets, *sources]:
                sync_to_disk(folder, Path(self.location))
        except OSError as error:
            raise StorageUnavailableError(f"Không chuyển được tệp: {error}") from error

    def names(self, is_public: bool) -> Iterator[str]:
        """Yield the names of all files in one of the areas."""
        return (name for _, name in self.dated_names(is_public))

    def dated_names(self, is_public: bool) -> Iterator[tuple[float, str]]:
        """Yield the time of the last change and the name of all files in one of the areas."""
        root = Path(self.location) if is_public else Path(self.location, PRIVATE)
        for folder, folders, files in os.walk(root):
            path = Path(folder)
            if is_public and path == root and "private" in folders:
                folders.remove("private")
            for file in files:
                if not file.startswith("."):
                    with suppress(FileNotFoundError):  # deleted or moved since
                        yield (path / file).stat().st_mtime, (path / file).relative_to(root).as_posix()


def get_storage() -> LocalMediaStorage:
    """Return the portal's storage: this one, or an S3MediaStorage, which has the same methods."""
    return cast(LocalMediaStorage, storages["default"])


@contextmanager
def storage_errors_as_validation() -> Iterator[None]:
    """Raise ValidationError with a message for the user if a file cannot be stored."""
    try:
        yield
    except OSError as error:
        logger.error("a file could not be stored: %s", error)
        raise ValidationError(
            "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút.", code="not_stored"
        ) from error


@contextmanager
def ignore_storage_errors() -> Iterator[None]:
    """Log storage errors while deleting files that no row refers to: such files may stay."""
    try:
        yield
    except OSError as error:
        logger.warning("an unused file could not be deleted: %s", error)
