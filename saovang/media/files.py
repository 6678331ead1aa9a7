"""Documents and recordings, and how they are stored."""

import io
from collections.abc import Collection
from pathlib import PurePath
from typing import IO, Any, ClassVar, TypeVar
from uuid import uuid4

from django.core.files import File
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from saovang.core.fields import CleanCharField
from saovang.core.text import slugify
from saovang.media.file_types import FILE_TYPES, DetectedFile, detect_type
from saovang.media.images import display_name
from saovang.media.recordings import remove_metadata
from saovang.media.storage import ignore_storage_errors, storage_errors_as_validation


def new_document_path(document: "Document", filename: str) -> str:
    """Return a unique path, outside the folder of photos. Browsers save the file under its last part."""
    suffix = PurePath(filename).suffix.lower()
    return f"tep/{timezone.localdate():%Y/%m}/{uuid4().hex}/{_file_stem(document)}{suffix}"


def _file_stem(document: "Document") -> str:
    return slugify(document.title) or "tep"


class OwnedFile(models.Model):
    """A photo or document that is uploaded to something that has a form, such as an article.

    Subclasses add the foreign key to its owner and the fields of the file.
    """

    OWNER_FIELD: ClassVar[str]  # name of the foreign key
    OWNER_NOUN: ClassVar[str]  # what a message calls the owner
    FILE_FIELD: ClassVar[str]
    LIMIT: ClassVar[str]  # name of the setting that limits how many an owner can have

    # Made by the browser for each file, so that a request that is sent again stores nothing twice.
    upload_key = models.UUIDField("khóa tải lên", null=True, editable=False)
    # The same for all copies of a file (saovang/uploads/reuse.py).
    origin = models.UUIDField("bản gốc", default=uuid4, editable=False, db_index=True)

    class Meta:
        abstract = True

    @property
    def owner(self) -> Any:
        return getattr(self, self.OWNER_FIELD)


class Document(models.Model):
    """A file to download. Subclasses add the object that it belongs to."""

    file = models.FileField("tệp", upload_to=new_document_path, max_length=200, db_index=True)
    title = CleanCharField("tên tệp", max_length=200)
    file_type = models.CharField("loại", max_length=5, editable=False)
    size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def filename(self) -> str:
        """Return the name in the document's URL, which is for people: the key alone identifies the document."""
        return f"{_file_stem(self)}.{self.file_type}"

    def set_detected(self, found: DetectedFile) -> None:
        """Set what the content of the file says."""
        self.file_type = found.file_type


DocumentT = TypeVar("DocumentT", bound=Document)


def set_metadata(document: Document, upload: IO[bytes], name: str, allowed: Collection[str] = FILE_TYPES) -> None:
    """Set type and size of a document from an upload, and its title from the file's `name` if it has none.

    The metadata of a recording, which may hold the place and the owner's name, are overwritten in the upload. Raises
    ValidationError as `detect_type` does.
    """
    found = detect_type(upload, allowed)
    document.set_detected(found)
    if found.recording:
        remove_metadata(upload, found.recording.metadata)
    document.size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    document.title = document.title or PurePath(display_name(name, 200)).stem[:200]


def attach_file(document: DocumentT, upload: IO[bytes], name: str) -> DocumentT:
    """Store an upload as the file of an unsaved document.

    Raises ValidationError as `detect_type` does, or if the file cannot be stored.
    """
    set_metadata(document, upload, name)
    with storage_errors_as_validation():
        document.file.save(f"tep.{document.file_type}", File(upload), save=False)
    return document


def discard_file(document: Document) -> None:
    """Delete the file of a document that was not saved."""
    with ignore_storage_errors():
        document.file.delete(save=False)


def redirect_to_file(document: Document) -> HttpResponse:
    """Redirect to the stored file, whose own URL changes when the file is replaced.

    Views of documents decide who may have it. nginx or the object store then sends the file.
    """
    return HttpResponseRedirect(document.file.url, headers={"Cache-Control": "no-cache"})
