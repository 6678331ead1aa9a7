"""Documents to download: which types are accepted, by content, and how they are stored."""

import io
import logging
import re
import zipfile
from collections.abc import Collection, Iterator
from pathlib import PurePath
from typing import IO, TypeVar
from urllib.parse import unquote
from uuid import uuid4

from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from pypdf import PasswordType, PdfReader

from saovang.core.fields import CleanCharField
from saovang.core.text import slugify
from saovang.media.images import display_name
from saovang.media.storage import ATTACHMENT_TYPES, ignore_storage_errors, storage_errors_as_validation
from saovang.media.upload_handlers import validate_size

logger = logging.getLogger(__name__)

FILE_TYPES = tuple(extension.removeprefix(".") for extension in ATTACHMENT_TYPES)
ODT_MIME_TYPE = ATTACHMENT_TYPES[".odt"].encode()
PDF_MAGIC = b"%PDF-"
BLANK = b"\xef\xbb\xbf\r\n\t "  # what some programs write before it; every reader skips that
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Content types of the main part of an Office file (ISO/IEC 29500-1 and [MS-OFFMACRO2]).
CONTENT_TYPES = "[content_types].xml"
MAIN_PART = re.compile(r"\.main(\+xml)?$")
OFFICE_TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
}
# Other content types of a main part, and how to save such a file.
RELATED_TYPES = {
    "powerpoint|presentationml": "Tệp trình chiếu (.pptx). Hãy mở ra và lưu lại thành .pdf.",
    "template": "Tệp mẫu của Office (.dotx, .xltx). Hãy mở ra và lưu lại thành .docx hoặc .xlsx.",
    "macro": "Tệp thuộc kiểu có macro (.docm, .xlsm). Hãy mở ra và lưu lại thành .docx hoặc .xlsx.",
}
# Macros in an XLSX without VBA, and in an ODT, where the list of an empty library is none.
MACRO_FILE = re.compile(r"^xl/macrosheets/.|^Basic/.+/(?!(?:script|dialog)-l[bc]\.xml)[^/]+$|^Scripts/.+[^/]$", re.I)
# Relationships whose target is loaded when the file is opened. A link, a picture or another sheet is not.
LOADED_RELATIONSHIPS = {"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk", "control", "package"}
ODT_TEMPLATE = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}template"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
LOCAL_TARGET = re.compile(r"(file:/*)?[a-z]:/|(?!//)[^:]*$|file:///(?!/)", re.IGNORECASE)
MAX_UNPACKED_RATIO = 20  # of ATTACHMENT_MAX_BYTES; a text packs to a tenth
MAX_PART_BYTES = 2**24
TESTABLE_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}

BROKEN = "Tệp bị hỏng hoặc chưa tải lên hết."
PASSWORD = "Tệp có mật khẩu nên người đọc không mở được. Hãy bỏ mật khẩu rồi lưu lại."  # noqa: S105
MACRO = "Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro."
REMOTE = "Tệp lấy mẫu hoặc nội dung từ máy khác, người đọc mở sẽ không an toàn. Hãy bỏ liên kết đó rồi lưu lại."


def detect_type(upload: IO[bytes], allowed: Collection[str] = FILE_TYPES) -> str:
    """Return the type of an uploaded file, one of `allowed`, judged by its content and not by its name.

    Raises ValidationError with a message for the user if the file is too large, damaged, of another type, or if
    it has a password, macros or content from another computer.
    """
    size = validate_size(upload, settings.ATTACHMENT_MAX_BYTES)
    head = upload.read(1024)
    file_type = None
    if head.lstrip(BLANK).startswith(PDF_MAGIC):
        upload.seek(max(size - 2048, 0))
        if b"%%EOF" not in upload.read():
            raise ValidationError("Tệp PDF bị hỏng hoặc chưa tải lên hết.", code="broken")
        if needs_password(upload):
            raise ValidationError(PASSWORD, code="password")
        file_type = "pdf"
    elif head.startswith(b"PK"):
        file_type = _detect_zip_type(upload)
    elif head.startswith(OLE_MAGIC):
        if needs_password(upload):
            raise ValidationError(PASSWORD, code="password")
        raise ValidationError("Tệp kiểu cũ (.doc, .xls). Hãy mở ra và lưu lại thành .docx hoặc .xlsx.", code="old")
    if file_type is None or file_type not in allowed:
        *names, last = (name.upper() for name in allowed)
        raise ValidationError(f"Tệp này không phải {', '.join(names)} hay {last}.", code="not_taken")
    return file_type


def needs_password(upload: IO[bytes]) -> bool:
    """Return whether a PDF, DOCX or XLSX file cannot be opened without a password.

    A PDF that only restricts printing or copying can. Word and Excel put an encrypted file into an OLE container,
    in a stream named EncryptedPackage ([MS-OFFCRYPTO] 2.3.4.4).
    """
    upload.seek(0)
    content = upload.read()
    if content.startswith(OLE_MAGIC):
        return "EncryptedPackage".encode("utf-16-le") in content
    if not content[:1024].lstrip(BLANK).startswith(PDF_MAGIC) or b"/Encrypt" not in content:
        return False
    try:
        reader = PdfReader(io.BytesIO(content))
        return reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except Exception:  # a file that pypdf cannot read may open in other readers
        logger.info("the encryption of a PDF cannot be read", exc_info=True)
        return False


def _detect_zip_type(upload: IO[bytes]) -> str | None:
    """Return the type of a ZIP archive, or None for one of another program.

    Raises ValidationError if it is damaged or not safe to open. What is unpacked is bounded.
    """
    try:
        with zipfile.ZipFile(upload) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise ValidationError(PASSWORD, code="password")
            max_size = MAX_UNPACKED_RATIO * settings.ATTACHMENT_MAX_BYTES
            if sum(info.file_size for info in archive.infolist()) > max_size:
                message = f"Tệp nén mở ra nặng quá giới hạn {filesizeformat(max_size)}."
                raise ValidationError(message, code="too_heavy")
            if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
                raise ValidationError(MACRO, code="macro")
            file_type = _read_zip_type(archive)
            if file_type in ("docx", "xlsx", "odt"):
                if any(MACRO_FILE.search(name) for name in archive.namelist()):
                    raise ValidationError(MACRO, code="macro")
                if _loads_remote_content(archive):
                    raise ValidationError(REMOTE, code="remote")
            _test_checksums(archive)
    except ValidationError:
        raise
    except Exception as error:  # a forged archive can raise anything
        raise ValidationError(BROKEN, code="broken") from error
    return file_type


def _read_zip_type(archive: zipfile.ZipFile) -> str | None:
    """Return the type that the archive declares. Raises ValidationError for related types, with the way to save it."""
    sizes = {info.filename: info.file_size for info in archive.infolist()}
    if sizes.get("mimetype", 0) in range(1, 200):
        if archive.read("mimetype").strip() != ODT_MIME_TYPE:
            return None
        manifest = "META-INF/manifest.xml"
        if manifest in sizes and b"encryption-data" in _read_part(archive, manifest):
            raise ValidationError(PASSWORD, code="password")
        return "odt"
    names = {name.replace("\\", "/").lower(): name for name in sizes}  # Office ignores the case of names
    if CONTENT_TYPES not in names:
        return "zip"
    parts = {
        element.get("ContentType", ""): element.get("PartName", "").removeprefix("/").lower()
        for element in fromstring(_read_part(archive, names[CONTENT_TYPES]))
        if MAIN_PART.search(element.get("ContentType", ""))
    }
    if not parts:
        return None
    ((main_type, part),) = parts.items()
    if part and part not in names:
        raise ValueError(f"{part} is missing")
    for pattern, message in RELATED_TYPES.items():
        if re.search(pattern, main_type, re.IGNORECASE):
            raise ValidationError(message, code="related_type")
    return OFFICE_TYPES.get(main_type)


def _loads_remote_content(archive: zipfile.ZipFile) -> bool:
    """Return whether opening the file loads a template, an object or a frame from another computer."""
    return any(
        not LOCAL_TARGET.match(unquote(target).strip().replace("\\", "/")) for target in _loaded_targets(archive)
    )


def _loaded_targets(archive: zipfile.ZipFile) -> Iterator[str]:
    for name in archive.namelist():
        if name.lower().endswith(".rels"):
            for element in fromstring(_read_part(archive, name)):
                if element.get("Type", "").rpartition("/")[2] in LOADED_RELATIONSHIPS:
                    yield element.get("Target", "")
        elif name == "meta.xml":  # of an ODT
            for element in fromstring(_read_part(archive, name)).iter(ODT_TEMPLATE):
                yield element.get(XLINK_HREF, "")


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of a file in the archive. Raises ValueError if it is larger than MAX_PART_BYTES."""
    if archive.getinfo(name).file_size > MAX_PART_BYTES:
        raise ValueError(f"{name} is too large")
    return archive.read(name)


def _test_checksums(archive: zipfile.ZipFile) -> None:
    """Raise BadZipFile or another error if a file in the archive is damaged."""
    for info in archive.infolist():
        if info.compress_type in TESTABLE_COMPRESSIONS:
            with archive.open(info) as part:
                while part.read(2**16):
                    pass


def new_document_path(document: "Document", filename: str) -> str:
    """Return a unique path, outside the folder of photos. Browsers save the file under its last part."""
    suffix = PurePath(filename).suffix.lower()
    return f"tep/{timezone.localdate():%Y/%m}/{uuid4().hex}/{_file_stem(document)}{suffix}"


def _file_stem(document: "Document") -> str:
    return slugify(document.title) or "tep"


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


def discard_file(document: Document) -> None:
    """Delete the file of a document that was not saved."""
    with ignore_storage_errors():
        document.file.delete(save=False)


def redirect_to_file(document: Document) -> HttpResponse:
    """Redirect to the stored file, whose own URL changes when the file is replaced.

    Views of documents decide who may have it. nginx or the object store then sends the file.
    """
    return HttpResponseRedirect(document.file.url, headers={"Cache-Control": "no-cache"})
