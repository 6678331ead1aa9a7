"""Storage of photos and documents on a disk, and the view that serves them where nginx does not."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from saovang.core.sheets import XLSX_TYPE

logger = logging.getLogger(__name__)

CACHE_CONTROL = "public, max-age=31536000, immutable"  # the name of a stored file is never reused

# The MIME types of everything that the portal stores, by extension. Browsers show photos and download documents.
INLINE_TYPES = {".jpg": "image/jpeg", ".webp": "image/webp"}
ATTACHMENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": XLSX_TYPE,
    ".odt": "application/vnd.oasis.opendocument.text",
    ".zip": "application/zip",
}
MIME_TYPES = INLINE_TYPES | ATTACHMENT_TYPES


def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a file of the media folder. Raises Http404 for folders and for types that the portal does not store."""
    extension = PurePosixPath(path).suffix
    if extension not in MIME_TYPES:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT), show_indexes=False)
    response["Cache-Control"] = CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Type"] = MIME_TYPES[extension]
    if extension in ATTACHMENT_TYPES:
        response["Content-Disposition"] = "attachment"
    return response


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
    """File system storage that leaves no partial file when the disk fills up, and loses none in a power cut."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        name = self.get_available_name(name or content.name, max_length)
        try:
            name = super().save(name, content, max_length)
            sync_to_disk(Path(self.path(name)), Path(self.location))
            return name
        except OSError:
            self.delete(name)
            raise


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
