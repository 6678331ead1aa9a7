"""The types of attachments that are accepted, judged by content. Files are read in child processes with limits."""

import io
import re
import zipfile
from collections.abc import Collection, Iterator
from typing import IO, NamedTuple
from urllib.parse import unquote

from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.exceptions import ValidationError

from saovang.core.limits import ChildFunction, fork_server
from saovang.media.ole import OleFile
from saovang.media.photo_types import MAGIC_BYTES
from saovang.media.recordings import PHOTO, RECORDING_TYPES, Recording, is_recording, read_recording
from saovang.media.storage import ATTACHMENT_TYPES
from saovang.media.upload_handlers import validate_size
from saovang.media.worker import run_in_worker

fork_server.modules.add(__name__)
pdf_needs_password = ChildFunction[bool]("saovang.media.pdf.needs_password")

DOCUMENT_TYPES = tuple(extension.removeprefix(".") for extension in ATTACHMENT_TYPES)
FILE_TYPES = DOCUMENT_TYPES + RECORDING_TYPES
ODT_MIME_TYPE = ATTACHMENT_TYPES[".odt"].encode()
PDF_MAGIC = b"%PDF-"
BLANK = b"\xef\xbb\xbf\r\n\t "  # what some programs write before it; every reader skips that
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF_MAGIC = b"{\\rt"  # Word and LibreOffice ask for no more
SAVE_AS_DOCX = "Hãy mở bằng Word hoặc LibreOffice, chọn “Lưu thành” (Save as), kiểu .docx, rồi gửi lại."
# Types that are recognised but not stored, and how to save such a file.
OLD_TYPES = {"doc": f"Tệp Word kiểu cũ (.doc). {SAVE_AS_DOCX}", "rtf": f"Tệp kiểu .rtf. {SAVE_AS_DOCX}"}
# Streams of other Office files from before 2007, and how to save such a file.
OLE_STREAMS = {
    "Workbook": "Tệp Excel kiểu cũ (.xls). Hãy mở ra và lưu lại thành .xlsx.",
    "Book": "Tệp Excel kiểu cũ (.xls). Hãy mở ra và lưu lại thành .xlsx.",
    "PowerPoint Document": "Tệp trình chiếu kiểu cũ (.ppt). Hãy mở ra và lưu lại thành .pdf.",
}
WORD_ENCRYPTED = 0x0100  # in the flags at byte 10 of a Word document ([MS-DOC] 2.5.2)
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
MAX_PART_BYTES = 2**21  # of the parts that are parsed, which are tables of contents
MAX_DIRECTORY_BYTES = 2**20  # some 10,000 files
TESTABLE_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}

BROKEN = "Tệp bị hỏng hoặc chưa tải lên hết."
PASSWORD = "Tệp có mật khẩu nên người đọc không mở được. Hãy bỏ mật khẩu rồi lưu lại."  # noqa: S105
MACRO = "Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro."
REMOTE = "Tệp lấy mẫu hoặc nội dung từ máy khác, người đọc mở sẽ không an toàn. Hãy bỏ liên kết đó rồi lưu lại."


class DetectedFile(NamedTuple):
    """The type of a file, and what its header says if it is a recording."""

    file_type: str
    recording: Recording | None = None


def detect_type(upload: IO[bytes], allowed: Collection[str] = FILE_TYPES) -> DetectedFile:
    """Return the type of an uploaded file, one of `allowed`, judged by its content and not by its name.

    Raises ValidationError with a message for the user if the file is too large, damaged, of another type, or if
    it has a password, macros or content from another computer, or if some browsers cannot play it.
    """
    upload.seek(0)
    takes_recordings = not {*RECORDING_TYPES}.isdisjoint(allowed)
    if takes_recordings and is_recording(upload.read(1024)):
        validate_size(upload, settings.RECORDING_MAX_BYTES, "Tệp âm thanh hoặc phim")
        recording = run_in_worker(read_recording, upload)
        return DetectedFile(recording.file_type, recording)
    upload.seek(0)
    if takes_recordings and MAGIC_BYTES.match(upload.read(16)):
        raise ValidationError(PHOTO, code="photo")
    validate_size(upload, settings.ATTACHMENT_MAX_BYTES)
    file_type = run_in_worker(_detect_type, upload, MAX_UNPACKED_RATIO * settings.ATTACHMENT_MAX_BYTES)
    if file_type is None or file_type not in allowed:
        if file_type in OLD_TYPES:
            raise ValidationError(OLD_TYPES[file_type], code="old")
        *names, last = (name.upper() for name in allowed)
        raise ValidationError(f"Tệp này không phải {', '.join(names)} hay {last}.", code="not_taken")
    return DetectedFile(file_type)


def needs_password(upload: IO[bytes]) -> bool:
    """Return whether a PDF, DOCX or XLSX file cannot be opened without a password."""
    return run_in_worker(_needs_password, upload)


def _detect_type(upload: IO[bytes], max_unpacked: int) -> str | None:
    """Return the type of a file, or None for one of another program. Raises ValidationError as `detect_type` does."""
    size = upload.seek(0, io.SEEK_END)
    upload.seek(0)
    head = upload.read(1024)
    if head.lstrip(BLANK).startswith(PDF_MAGIC):
        upload.seek(max(size - 2048, 0))
        if b"%%EOF" not in upload.read():
            raise ValidationError("Tệp PDF bị hỏng hoặc chưa tải lên hết.", code="broken")
        if _needs_password(upload):
            raise ValidationError(PASSWORD, code="password")
        return "pdf"
    if head.startswith(b"PK"):
        return _detect_zip_type(upload, max_unpacked)
    if head.startswith(OLE_MAGIC):
        if _needs_password(upload):
            raise ValidationError(PASSWORD, code="password")
        return _detect_ole_type(upload)
    if head.lstrip(BLANK).startswith(RTF_MAGIC):
        return "rtf"
    return None


def is_old_document(upload: IO[bytes], *, with_odt: bool = False) -> bool:
    """Return whether an upload begins as a DOC or RTF file does, or, `with_odt`, as an ODT file."""
    upload.seek(0)
    head = upload.read(1024)
    upload.seek(0)
    is_old = head.startswith(OLE_MAGIC) or head.lstrip(BLANK).startswith(RTF_MAGIC)
    return is_old or (with_odt and head.startswith(b"PK") and ODT_MIME_TYPE in head)


def _detect_ole_type(upload: IO[bytes]) -> str | None:
    """Return "doc", or None for an OLE file of another program. Raises ValidationError as `detect_type` does."""
    try:
        ole = OleFile(upload)
        is_word = "WordDocument" in ole.streams
        flags = int.from_bytes(ole.read_start("WordDocument")[10:12], "little") if is_word else 0
    except (ValueError, IndexError) as error:
        raise ValidationError(BROKEN, code="broken") from error
    if flags & WORD_ENCRYPTED:
        raise ValidationError(PASSWORD, code="password")
    for stream, message in OLE_STREAMS.items():
        if stream in ole.streams and not is_word:
            raise ValidationError(message, code="old")
    return "doc" if is_word else None


def _needs_password(upload: IO[bytes]) -> bool:
    """Return whether a file cannot be opened without a password.

    A PDF that only restricts printing or copying can. Word and Excel put an encrypted file into an OLE container,
    in a stream named EncryptedPackage ([MS-OFFCRYPTO] 2.3.4.4).
    """
    upload.seek(0)
    content = upload.read()
    if content.startswith(OLE_MAGIC):
        return "EncryptedPackage".encode("utf-16-le") in content
    if not content[:1024].lstrip(BLANK).startswith(PDF_MAGIC) or b"/Encrypt" not in content:
        return False
    return pdf_needs_password(content)


def validate_zip_directory(file: IO[bytes]) -> None:
    """Raise ValidationError if the directory of a ZIP archive is too large; 470,000 entries take 4 s and 300 MB.

    Its size is in the record at the end, which a comment of up to 64 kB follows (APPNOTE 4.3.16).
    """
    file.seek(max(file.seek(0, io.SEEK_END) - 2**16 - 22, 0))
    _, signature, record = file.read().rpartition(b"PK\5\6")
    file.seek(0)
    if signature and MAX_DIRECTORY_BYTES < int.from_bytes(record[8:12], "little") < 2**32 - 1:  # which is ZIP64
        raise ValidationError("Tệp nén có quá nhiều tệp bên trong. Hãy chia nhỏ ra.", code="too_many_files")


def _detect_zip_type(upload: IO[bytes], max_unpacked: int) -> str | None:
    """Return the type of a ZIP archive, or None for one of another program.

    Raises ValidationError if it is damaged or not safe to open. What is unpacked is bounded.
    """
    validate_zip_directory(upload)
    try:
        with zipfile.ZipFile(upload) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise ValidationError(PASSWORD, code="password")
            if sum(info.file_size for info in archive.infolist()) > max_unpacked:
                message = f"Tệp nén mở ra nặng quá giới hạn {max_unpacked // 2**20} MB."
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
    except (ValidationError, MemoryError):
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
