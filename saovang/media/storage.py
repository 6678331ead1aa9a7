"""Photos and documents: served by the portal itself, where no nginx and no object store does, and being stored."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

logger = logging.getLogger(__name__)

# Names of stored files are never given twice, so a browser may keep them for good.
CACHE_CONTROL = "public, max-age=31536000, immutable"
OFFICE = "application/vnd.openxmlformats-officedocument"
# Of everything that the portal stores, the type it is served as; documents are saved, never opened in the page.
SHOWN = {".jpg": "image/jpeg", ".webp": "image/webp"}
SAVED = {
    ".pdf": "application/pdf",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".zip": "application/zip",
}


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file of the media folder, of the kinds that the portal itself stores there; never a listing."""
    kind = PurePosixPath(path).suffix
    if kind not in SHOWN | SAVED:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT), show_indexes=False)
    response["Cache-Control"] = CACHE_CONTROL
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Type"] = (SHOWN | SAVED)[kind]
    if kind in SAVED:
        response["Content-Disposition"] = "attachment"
    return response


class LocalMediaStorage(FileSystemStorage):
    """A folder of files, in which no half file is left where the disk fills up."""

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        name = self.get_available_name(name or content.name, max_length)
        try:
            return super().save(name, content, max_length)
        except OSError:
            self.delete(name)
            raise


@contextmanager
def storage_errors_as_validation() -> Iterator[None]:
    """Around work that stores a file: raises ValidationError with a sentence where there is no storing it now."""
    try:
        yield
    except OSError as error:
        logger.error("a file could not be stored: %s", error)
        raise ValidationError(
            "Kho ảnh và tệp chưa trả lời hoặc đã đầy nên chưa cất được. Hãy thử lại sau ít phút.", code="not_stored"
        ) from error


@contextmanager
def ignore_storage_errors() -> Iterator[None]:
    """Around work that deletes files which no row names: where the store is away, they stay and harm nobody."""
    try:
        yield
    except OSError as error:
        logger.warning("a file that nobody needs could not be deleted: %s", error)
