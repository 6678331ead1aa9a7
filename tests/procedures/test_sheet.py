"""What is read of a sheet, what is none, and what is written."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from procedures.models import Procedure
from procedures.sheet import MAX_ROWS, read_sheet, write_sheet
from tests import factories
from tests.procedures.sheets import HEADINGS, IMPORT, refusal, row

pytestmark = pytest.mark.django_db


def test_no_text_goes_out_as_a_formula():
    Procedure(code="1", name='=HYPERLINK("http://evil.example")', field="x").save()
    sheet = load_workbook(io.BytesIO(write_sheet(Procedure.objects.all()))).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("http://evil.example")', "s")


def test_a_control_character_from_word_does_not_stop_the_way_out():
    Procedure(code="1", name="Khai\x0bsinh", field="x").save()
    sheet = load_workbook(io.BytesIO(write_sheet(Procedure.objects.all()))).active
    assert sheet["B2"].value == "Khai sinh"


def test_the_template_holds_the_headings_alone_and_an_empty_one_is_refused(admin_client):
    template = admin_client.get("/quan-tri/procedures/procedure/mau/").content
    assert [[cell.value for cell in cells] for cells in load_workbook(io.BytesIO(template)).active.iter_rows()] == [
        HEADINGS
    ]
    response = admin_client.post(IMPORT, {"sheet": SimpleUploadedFile("a.xlsx", template)})
    assert refusal(response) == "Bảng chỉ có tên cột, chưa có thủ tục nào."


def test_columns_may_stand_in_any_order_without_accents():
    headings = [heading.upper() for heading in reversed(HEADINGS)]
    (read,) = read_sheet(factories.sheet([list(reversed(row(checked_on=datetime(2026, 11, 20))))], headings))
    assert read.fields["code"] == "1.1"
    assert read.fields["checked_on"] == date(2026, 11, 20)


def test_a_code_that_became_a_number_is_refused_since_its_zeros_are_lost():
    (read,) = read_sheet(factories.sheet([row(1.00119)]))
    assert read.faults == {"code": "Mã phải là ô kiểu văn bản, nếu không các số 0 ở cuối bị mất."}


def test_numbers_and_empty_rows_are_read_as_they_look():
    first, second = read_sheet(factories.sheet([row(fee=8000), [], row("1.2", fee=12.5)]))
    assert (first.fields["fee"], second.fields["fee"], second.number) == ("8000", "12.5", 4)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    return file.getvalue()


def rewritten(change) -> bytes:
    """A sheet of one procedure, with its XML changed."""
    source, file = zipfile.ZipFile(factories.sheet([row()])), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name).decode()
            archive.writestr(name, change(content) if name == "xl/worksheets/sheet1.xml" else content)
    return file.getvalue()


def with_entities() -> bytes:
    return rewritten(lambda xml: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml)


def with_50_000_rows() -> bytes:
    cell = '<c t="inlineStr"><is><t>1.1</t></is></c>'
    return rewritten(lambda xml: xml.replace("</sheetData>", f"<row>{cell * 3}</row>" * 50_000 + "</sheetData>"))


TOO_LONG = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."
NO_SHEET = "Tệp này không phải bảng tính XLSX, hoặc đã bị hỏng."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"", NO_SHEET),
        (lambda: b"Ma thu tuc;Ten thu tuc\n1;2\n", NO_SHEET),
        (lambda: b"%PDF-1.7", NO_SHEET),
        (lambda: factories.sheet([row()]).read()[:2000], NO_SHEET),
        (with_entities, NO_SHEET),
        (bomb, TOO_LONG),
        (lambda: b"0" * (5 * 1024 * 1024 + 1), f"Tệp nặng quá 5 MB. Mỗi lần nhập tối đa {MAX_ROWS} thủ tục."),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(admin_client, content, sentence):
    response = admin_client.post(IMPORT, {"sheet": SimpleUploadedFile("a.xlsx", content())})
    assert refusal(response) == sentence


def test_50_000_rows_are_refused_in_a_sentence_and_nothing_goes_in(admin_client):
    sheet = SimpleUploadedFile("a.xlsx", with_50_000_rows())
    assert refusal(admin_client.post(IMPORT, {"sheet": sheet})) == TOO_LONG
    assert not Procedure.objects.exists()


def test_a_cell_in_the_millionth_row_does_not_make_a_million_rows():
    file = factories.sheet([row()])
    workbook = load_workbook(file)
    workbook.active.cell(1_048_576, 1, "x")
    stored = io.BytesIO()
    workbook.save(stored)
    with pytest.raises(ValueError, match="Bảng dài quá dòng 10000"):
        read_sheet(stored)


def test_wrong_columns_are_named(admin_client):
    headings = [*HEADINGS[:-1], "Ghi chú", "Tên thủ tục"]
    assert refusal(admin_client.post(IMPORT, {"sheet": factories.sheet([row()], headings)})) == (
        "Bảng không đúng các cột của mẫu. Thiếu cột: “Kiểm tra lần cuối”. Cột lạ: “Ghi chú”. "
        "Cột có hai lần: “Tên thủ tục”. Hãy dùng bảng mẫu."
    )
