"""Documents to download, whatever they belong to: what is taken, told by content; what they are stored as."""

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
from saovang.media.storage import storage_errors_as_validation
from saovang.media.upload_handlers import validate_size

KINDS = ("pdf", "docx", "xlsx", "odt", "zip")
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ODT = b"application/vnd.oasis.opendocument.text"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(upload: IO[bytes], kinds: Collection[str] = KINDS) -> str:
    """Which of `kinds` an uploaded file is, by its content and never by its name.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    size = validate_size(upload, settings.ATTACHMENT_MAX_BYTES)
    start = upload.read(1024)
    kind = None
    if start.startswith(b"%PDF-"):
        upload.seek(max(size - 2048, 0))
        if b"%%EOF" not in upload.read():
            raise ValidationError("Tệp PDF bị hỏng hoặc chưa tải lên hết.", code="broken")
        kind = "pdf"
    elif start.startswith(b"PK"):
        kind = _kind_of_zip(upload)
    elif start.startswith(OLD_OFFICE):
        raise ValidationError("Tệp kiểu cũ (.doc, .xls). Hãy mở ra và lưu lại thành .docx hoặc .xlsx.", code="old")
    if kind is None or kind not in kinds:
        *names, last = (name.upper() for name in kinds)
        raise ValidationError(f"Tệp này không phải {', '.join(names)} hay {last}.", code="not_taken")
    return kind


def _kind_of_zip(upload: IO[bytes]) -> str | None:
    """Looks at the list of what is inside; nothing is unpacked but the few bytes that name an ODT."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = {info.filename: info.file_size for info in archive.infolist()}
            if names.get("mimetype", 0) in range(1, 200):
                kind = "odt" if archive.read("mimetype").strip() == ODT else None
            elif "[Content_Types].xml" in names:
                kind = next((kind for part, kind in OFFICE.items() if part in names), None)
            else:
                kind = "zip"
    except Exception as error:  # a forged archive fails wherever it likes
        raise ValidationError("Tệp bị hỏng hoặc chưa tải lên hết.", code="broken") from error
    if kind and any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError("Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro.", code="macro")
    return kind


def new_document_path(document: "Document", filename: str) -> str:
    """An address never given before, apart from the photos', whose last part is what a browser saves it as."""
    name = slugify(document.title) or "tep"
    return f"tep/{timezone.localdate():%Y/%m}/{uuid4().hex}/{name}{PurePath(filename).suffix.lower()}"


class Document(models.Model):
    """A file to download; what it belongs to is the concrete model's."""

    file = models.FileField("tệp", upload_to=new_document_path, max_length=200)
    title = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại", max_length=5, editable=False)
    size = models.PositiveIntegerField("dung lượng (byte)", editable=False)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


Stored = TypeVar("Stored", bound=Document)


def describe(document: Stored, upload: IO[bytes], name: str, kinds: Collection[str] = KINDS) -> Stored:
    """Note kind and size of an upload in its document and, where it has no title yet, title it by the file's `name`.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    document.kind = kind_of(upload, kinds)
    document.size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    document.title = document.title or PurePath(display_name(name, 200)).stem[:200]
    return document


def store(document: Stored, upload: IO[bytes], name: str) -> Stored:
    """Store an upload as the file of `document`, which is not saved yet. Raises ValidationError as `describe` does."""
    describe(document, upload, name)
    with storage_errors_as_validation():
        document.file.save(f"tep.{document.kind}", File(upload), save=False)
    return document
