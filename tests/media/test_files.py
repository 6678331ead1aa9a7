"""Documents: told by content and never by name."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from saovang.media.files import kind_of
from tests import factories

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NOT_TAKEN = "Tệp này không phải PDF, DOCX, XLSX, ODT hay ZIP."
OLD = "Tệp kiểu cũ (.doc, .xls). Hãy mở ra và lưu lại thành .docx hoặc .xlsx."
BROKEN = "Tệp bị hỏng hoặc chưa tải lên hết."


def archive(*names: str, **contents: str) -> bytes:
    """A ZIP file, the same at every call: tests are named by its bytes, and each worker must name them alike."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), "x")
        for name, content in contents.items():
            made.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


ODT = "application/vnd.oasis.opendocument.text"
DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (DOCX, "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("content.xml", mimetype=ODT), "odt"),
        (archive("a.txt", "anh/b.jpg"), "zip"),
    ],
)
def test_a_document_is_known_by_its_content(content, kind):
    assert kind_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp này trống."),
        (b"<html><script>alert(1)</script>", NOT_TAKEN),
        (b"MZ\x90\x00", NOT_TAKEN),
        (factories.image_file().getvalue(), NOT_TAKEN),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), NOT_TAKEN),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.graphics"), NOT_TAKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), OLD),
        (DOCX[: len(DOCX) // 2], BROKEN),
        (b"PK\x03\x04" + b"x" * 100, BROKEN),
        (PDF[:-8], "Tệp PDF bị hỏng hoặc chưa tải lên hết."),
        (
            archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "Tệp có macro, người đọc mở sẽ không an toàn. Hãy lưu lại không kèm macro.",
        ),
    ],
)
def test_what_is_no_such_document_is_refused_with_its_sentence(content, sentence):
    with pytest.raises(ValidationError) as error:
        kind_of(io.BytesIO(content))
    assert error.value.messages == [sentence]


def test_a_kind_that_is_not_asked_for_is_refused_with_what_is():
    with pytest.raises(ValidationError) as error:
        kind_of(io.BytesIO(archive("a.txt")), ("docx", "pdf"))
    assert error.value.messages == ["Tệp này không phải DOCX hay PDF."]
