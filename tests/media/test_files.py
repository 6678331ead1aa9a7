import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from saovang.media.files import detect_type
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NOT_ACCEPTED = "Tệp này không phải PDF, DOCX, XLSX, ODT hay ZIP."
OLD_OFFICE = "Tệp kiểu cũ (.doc, .xls). Hãy mở ra và lưu lại thành .docx hoặc .xlsx."
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
DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, "pdf"),
        (DOCX, "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("content.xml", mimetype=ODT), "odt"),
        (archive("a.txt", "anh/b.jpg"), "zip"),
    ],
)
def test_detect_type(content, file_type):
    assert detect_type(io.BytesIO(content)) == file_type


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp này trống."),
        (b"<html><script>alert(1)</script>", NOT_ACCEPTED),
        (b"MZ\x90\x00", NOT_ACCEPTED),
        (factories.image_file().getvalue(), NOT_ACCEPTED),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), NOT_ACCEPTED),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.graphics"), NOT_ACCEPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), OLD_OFFICE),
        (DOCX[: len(DOCX) // 2], DAMAGED),
        (b"PK\x03\x04" + b"x" * 100, DAMAGED),
        (PDF[:-8], "Tệp PDF bị hỏng hoặc chưa tải lên hết."),
        (
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro.",
        ),
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
