import io
import re
import zipfile

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfWriter

from saovang.media.file_types import detect_type
from saovang.media.recordings import PHOTO
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NOT_ACCEPTED = "Tệp này không phải PDF, DOCX, XLSX, ODT, ZIP, MP3, M4A hay MP4."
DAMAGED = "Tệp bị hỏng hoặc chưa tải lên hết."


def archive(*names: str, **contents: str) -> bytes:
    """Return a ZIP file with the same bytes at every call: pytest-xdist needs equal parameters in all workers."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name in names:
            target.writestr(zipfile.ZipInfo(name), "x")
        for name, content in contents.items():
            target.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, EXCEL = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def office(content_type: str, part: str, *names: str, **contents: str) -> bytes:
    """Return an Office file whose main part has this content type, with these other parts."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{content_type}.main+xml"/></Types>'
    )
    return archive(part, *names, **{"[Content_Types].xml": types} | contents)


def related(kind: str, target: str, mode: str = "External", part: str = "word/_rels/settings.xml.rels") -> bytes:
    """Return a DOCX file with a relationship to something outside."""
    relationship = f'<Relationship Id="a" Type="{RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return office(WORD, "word/document.xml", **{part: f"<Relationships>{relationship}</Relationships>"})


def templated(target: str) -> bytes:
    """Return an ODT file made from a template."""
    names = 'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:x="http://www.w3.org/1999/xlink"'
    meta = f'<office {names}><m:template x:type="simple" x:href="{target}"/></office>'
    return archive("content.xml", mimetype=ODT, **{"meta.xml": meta})


def damaged(content: bytes) -> bytes:
    """Return a ZIP file with one byte changed in the content of its last file."""
    position = content.index(b"PK\x01\x02") - 1
    return content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]


def pdf(**encryption: str) -> io.BytesIO:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt(**encryption)
    writer.write(file)
    return file


DOCX = office(WORD, "word/document.xml")
XLSX = office(EXCEL, "xl/workbook.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENCRYPTED_OFFICE = OLE + "EncryptionInfo".encode("utf-16-le") + bytes(100) + "EncryptedPackage".encode("utf-16-le")
PASSWORD = "Tệp có mật khẩu nên người đọc không mở được. Hãy bỏ mật khẩu rồi lưu lại."
REMOTE = "Tệp lấy mẫu hoặc nội dung từ máy khác, người đọc mở sẽ không an toàn. Hãy bỏ liên kết đó rồi lưu lại."
TEMPLATE = "Tệp mẫu của Office (.dotx, .xltx). Hãy mở ra và lưu lại thành .docx hoặc .xlsx."
MACRO_TYPE = "Tệp thuộc kiểu có macro (.docm, .xlsm). Hãy mở ra và lưu lại thành .docx hoặc .xlsx."
MACRO = "Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro."
PRESENTATION = "Tệp trình chiếu (.pptx). Hãy mở ra và lưu lại thành .pdf."


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, "pdf"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (b"\xef\xbb\xbf\r\n" + PDF, "pdf"),
        (archive("content.xml", "Basic/Standard/script-lb.xml", mimetype=ODT), "odt"),
        (archive("Scripts/a.txt", "Basic/Standard/b.xml"), "zip"),
        (office(WORD, "word/document2.xml"), "docx"),  # as SharePoint names it
        (office(EXCEL, "xl/workbook.xml").replace(b"[Content_Types]", b"[content_types]"), "xlsx"),
        (archive("content.xml", mimetype=ODT), "odt"),
        (archive("a.txt", "anh/b.jpg"), "zip"),
        (PDF.replace(b"trailer<<>>", b"trailer<</Encrypt 9 0 R>>"), "pdf"),  # not to be read by pypdf
        (related("hyperlink", "https://thanhhoa.gov.vn/"), "docx"),
        (related("image", "https://thanhhoa.gov.vn/a.png"), "docx"),
        (related("attachedTemplate", "file:///C:\\Users\\Van%20thu\\Mau.dotx"), "docx"),
        (related("attachedTemplate", "C:\\Mau.dotm"), "docx"),
        (related("attachedTemplate", "Normal.dotm"), "docx"),
        (related("attachedTemplate", "file:///usr/share/mau.ott"), "docx"),
        (related("oleObject", "embeddings/oleObject1.bin", "Internal"), "docx"),
        (templated("../mau/cong-van.ott"), "odt"),
        (templated("file:///C:/mau.ott"), "odt"),
    ],
)
def test_detect_type(content, file_type):
    assert detect_type(io.BytesIO(content)).file_type == file_type


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp này trống."),
        (b"<html><script>alert(1)</script>", NOT_ACCEPTED),
        (b"MZ\x90\x00", NOT_ACCEPTED),
        (factories.image_file().getvalue(), PHOTO),
        (office("application/vnd.ms-visio.drawing", "visio/document.xml"), NOT_ACCEPTED),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.graphics"), NOT_ACCEPTED),
        (OLE, DAMAGED),
        (ENCRYPTED_OFFICE, PASSWORD),
        (archive("encrypted-package", mimetype=ODT, **{"META-INF/manifest.xml": "<m:encryption-data/>"}), PASSWORD),
        (office(f"{OFFICE}wordprocessingml.template", "word/document.xml"), TEMPLATE),
        (office(f"{OFFICE}spreadsheetml.template", "xl/workbook.xml"), TEMPLATE),
        (office("application/vnd.ms-word.document.macroEnabled", "word/document.xml"), MACRO_TYPE),
        (office("application/vnd.ms-excel.sheet.macroEnabled", "xl/workbook.xml"), MACRO_TYPE),
        (office("application/vnd.ms-excel.sheet.binary.macroEnabled", "xl/workbook.bin"), MACRO_TYPE),
        (office("application/vnd.ms-word.template.macroEnabledTemplate", "word/document.xml"), TEMPLATE),
        (office(f"{OFFICE}presentationml.presentation", "ppt/presentation.xml"), PRESENTATION),
        (office(f"{OFFICE}presentationml.slideshow", "ppt/presentation.xml"), PRESENTATION),
        (related("attachedTemplate", "https://example.com/mau.dotm"), REMOTE),
        (related("attachedTemplate", "HTTP://EXAMPLE.COM/mau.dotm", "external"), REMOTE),
        (related("attachedTemplate", "\\\\192.0.2.1\\mau\\mau.dotm"), REMOTE),
        (related("attachedTemplate", "//192.0.2.1/mau.dotm"), REMOTE),
        (related("attachedTemplate", "file://192.0.2.1/mau.dotm"), REMOTE),
        (related("attachedTemplate", "file:////192.0.2.1/mau.dotm"), REMOTE),
        (related("attachedTemplate", "file:///%5C%5C192.0.2.1%5Cmau.dotm"), REMOTE),
        (related("attachedTempl&#97;te", "http://example.com/mau.dotm"), REMOTE),
        (related("oleObject", "mhtml:http://example.com/a.html!x-usc:http://example.com/a.html"), REMOTE),
        (related("frame", "http://example.com/", part="word/_rels/webSettings.xml.rels"), REMOTE),
        (templated("https://example.com/mau.ott"), REMOTE),
        (damaged(DOCX), DAMAGED),
        (damaged(XLSX), DAMAGED),
        (damaged(archive("a.txt", "b.txt")), DAMAGED),
        (damaged(archive("content.xml", mimetype=ODT)), DAMAGED),
        (archive("[Content_Types].xml", "word/document.xml"), DAMAGED),
        (archive(**{"[Content_Types].xml": f'<T><O PartName="/a.xml" ContentType="{WORD}.main+xml"/></T>'}), DAMAGED),
        (office(WORD, "word/document.xml", **{"_rels/.rels": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), DAMAGED),
        (DOCX[: len(DOCX) // 2], DAMAGED),
        (b"PK\x03\x04" + b"x" * 100, DAMAGED),
        (PDF[:-8], "Tệp PDF bị hỏng hoặc chưa tải lên hết."),
        (office(WORD, "word/document.xml", "word/vbaProject.bin"), MACRO),
        (office(EXCEL, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), MACRO),
        (archive("content.xml", "Basic/Standard/Module1.xml", mimetype=ODT), MACRO),
        (archive("content.xml", "Scripts/python/a.py", mimetype=ODT), MACRO),
    ],
)
def test_detect_type_rejects(content, message):
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(content))
    assert error.value.messages == [message]


def test_detect_type_rejects_type_not_allowed():
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(archive("a.txt")), ("docx", "pdf"))
    assert error.value.messages == ["Tệp này không phải DOCX hay PDF."]


def test_detect_type_bounds_what_a_zip_unpacks(settings):
    settings.ATTACHMENT_MAX_BYTES = 1024 * 1024
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a.txt", bytes(21 * 1024 * 1024))
    with pytest.raises(ValidationError) as error:
        detect_type(file)
    assert error.value.messages == ["Tệp nén mở ra nặng quá giới hạn 20 MB."]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_detect_type_rejects_pdf_with_password(algorithm):
    for passwords in [{"user_password": "x"}, {"user_password": "x", "owner_password": "y"}]:
        with pytest.raises(ValidationError) as error:
            detect_type(pdf(algorithm=algorithm, **passwords))
        assert error.value.messages == [PASSWORD]


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_detect_type_accepts_pdf_that_restricts_printing(algorithm):
    assert detect_type(pdf(user_password="", owner_password="x", algorithm=algorithm)).file_type == "pdf"


def test_detect_type_of_zip_with_password():
    """Python cannot write an encrypted ZIP; the flag in the directory is what every program reads first."""
    content = bytearray(archive("a.txt", "b.txt"))
    for position in [match.start() + 8 for match in re.finditer(rb"PK\x01\x02", content)]:
        content[position] |= 1
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(bytes(content)))
    assert error.value.messages == [PASSWORD]
