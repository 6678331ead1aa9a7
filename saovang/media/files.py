"""Documents to download: which types are accepted, by content, and how they are stored."""

import io
import zipfile
from collections.abc import Collection
from pathlib import PurePath
from typing import IO, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.utils import timezone

from saovang.core.text import slugify
from saovang.media.images import display_name
from saovang.media.storage import ATTACHMENT_TYPES, storage_errors_as_validation
from saovang.media.upload_handlers import validate_size

FILE_TYPES = tuple(extension.removeprefix(".") for extension in ATTACHMENT_TYPES)
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ODT_MIME_TYPE = ATTACHMENT_TYPES[".odt"].encode()
OLD_OFFICE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_type(upload: IO[bytes], allowed: Collection[str] = FILE_TYPES) -> str:
    """Return the type of an uploaded file, one of `allowed`, judged by its content and not by its name.

    Raises ValidationError with a message for the user if the file is too large, damaged or of another type.
    """
    size = validate_size(upload, settings.ATTACHMENT_MAX_BYTES)
    head = upload.read(1024)
    file_type = None
    if head.startswith(b"%PDF-"):
        upload.seek(max(size - 2048, 0))
        if b"%%EOF" not in upload.read():
            raise ValidationError("Tệp PDF bị hỏng hoặc chưa tải lên hết.", code="broken")
        file_type = "pdf"
    elif head.startswith(b"PK"):
        file_type = _detect_zip_type(upload)
    elif head.startswith(OLD_OFFICE_MAGIC):
        raise ValidationError("Tệp kiểu cũ (.doc, .xls). Hãy mở ra và lưu lại thành .docx hoặc .xlsx.", code="old")
    if file_type is None or file_type not in allowed:
        *names, last = (name.upper() for name in allowed)
        raise ValidationError(f"Tệp này không phải {', '.join(names)} hay {last}.", code="not_taken")
    return file_type


def _detect_zip_type(upload: IO[bytes]) -> str | None:
    """Return the type of a ZIP archive by its directory, or None; only the few bytes that name an ODT are unpacked."""
    try:
        with zipfile.ZipFile(upload) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if sizes.get("mimetype", 0) in range(1, 200):
                file_type = "odt" if archive.read("mimetype").strip() == ODT_MIME_TYPE else None
            elif "[Content_Types].xml" in sizes:
                file_type = next((file_type for part, file_type in OFFICE_PARTS.items() if part in sizes), None)
            else:
                file_type = "zip"
    except Exception as error:  # a forged archive can raise anything
        raise ValidationError("Tệp bị hỏng hoặc chưa tải lên hết.", code="broken") from error
    if file_type and any(name.lower().endswith("vbaproject.bin") for name in sizes):
        raise ValidationError("Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro.", code="macro")
    return file_type


def new_document_path(document: "Document", filename: str) -> str:
    """Return a unique path, outside the folder of photos. Browsers save the file under its last part."""
    name = slugify(document.title) or "tep"
    return f"tep/{timezone.localdate():%Y/%m}/{uuid4().hex}/{name}{PurePath(filename).suffix.lower()}"


class Document(models.Model):
    """A file to download. Subclasses add the object that it belongs to."""

    file = models.FileField("tệp", upload_to=new_document_path, max_length=200)
    title = models.CharField("tên tệp", max_length=200)
    file_type = models.CharField("loại", max_length=5, editable=False)
    size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


DocumentT = TypeVar("DocumentT", bound=Document)


def set_metadata(document: Document, upload: IO[bytes], name: str, allowed: Collection[str] = FILE_TYPES) -> None:
    """Set type and size of a document from an upload, and its title from the file's `name` if it has none.

    Raises ValidationError as `detect_type` does.
    """
    document.file_type = detect_type(upload, allowed)
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
