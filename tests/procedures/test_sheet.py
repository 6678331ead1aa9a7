"""Reading and writing of XLSX sheets."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from procedures.models import Procedure
from procedures.sheet import MAX_ROWS, read_sheet, write_sheet
from tests import factories
from tests.media.test_files import ENCRYPTED_OFFICE, PASSWORD
from tests.procedures.sheets import HEADINGS, IMPORT, get_error, row

pytestmark = pytest.mark.django_db


def test_write_sheet_text_is_never_a_formula():
    Procedure(code="1", name='=HYPERLINK("http://evil.example")', sector="x").save()
    sheet = load_workbook(io.BytesIO(write_sheet(Procedure.objects.all()))).active
    assert (sheet["B2"].value, sheet["B2"].data_type) == ('=HYPERLINK("http://evil.example")', "s")


def test_write_sheet_replaces_control_characters():
    Procedure(code="1", name="Khai\x0bsinh", sector="x").save()
    sheet = load_workbook(io.BytesIO(write_sheet(Procedure.objects.all()))).active
    assert sheet["B2"].value == "Khai sinh"


def test_template_has_headings_only_and_is_rejected(admin_client):
    template = admin_client.get("/quan-tri/procedures/procedure/mau/").content
    assert [[cell.value for cell in cells] for cells in load_workbook(io.BytesIO(template)).active.iter_rows()] == [
        HEADINGS
    ]
    response = admin_client.post(IMPORT, {"sheet": SimpleUploadedFile("a.xlsx", template)})
    assert get_error(response) == "Bảng chỉ có tên cột, chưa có thủ tục nào."


def test_read_sheet_columns_in_any_order_without_accents():
    headings = [heading.upper() for heading in reversed(HEADINGS)]
    (result,) = read_sheet(factories.sheet([list(reversed(row(checked_on=datetime(2026, 11, 20))))], headings))
    assert result.fields["code"] == "1.1"
    assert result.fields["checked_on"] == date(2026, 11, 20)


def test_read_sheet_rejects_numeric_code():
    (result,) = read_sheet(factories.sheet([row(1.00119)]))
    assert result.errors == {"code": "Mã phải là ô kiểu văn bản, nếu không các số 0 ở cuối bị mất."}


def test_read_sheet_numbers_and_empty_rows():
    first, second = read_sheet(factories.sheet([row(fee=8000), [], row("1.2", fee=12.5)]))
    assert (first.fields["fee"], second.fields["fee"], second.number) == ("8000", "12.5", 4)


def in_font(font: str, *rows: list) -> io.BytesIO:
    """Return a sheet whose headings and rows are in this font."""
    workbook = Workbook()
    for cells in [HEADINGS, *rows]:
        workbook.active.append(cells)
    for cell in (cell for cells in workbook.active.iter_rows() for cell in cells):
        cell.font = Font(name=font)
    file = io.BytesIO()
    workbook.save(file)
    return file


@pytest.mark.parametrize(
    ("font", "name", "sector"),
    [
        (".VnTime", "Tù nguyÖn", "Hé tÞch"),
        ("VNI-Times", "Töï nguyeän", "Hoä tòch"),
        ("Calibri", "Tù nguyÖn", "Hé tÞch"),
        (".VnTime", "Tự nguyện", "Hộ tịch"),
    ],
)
def test_read_sheet_converts_fonts_from_before_unicode(font, name, sector):
    (result,) = read_sheet(in_font(font, row(name=name, sector=sector)))
    assert (result.fields["name"], result.fields["sector"]) == ("Tự nguyện", "Hộ tịch")
    assert result.converted == (name != "Tự nguyện")


def test_read_sheet_in_font_of_capitals():
    (result,) = read_sheet(in_font(".VnTimeH", row(name="Tù nguyÖn")))
    assert result.fields["name"] == "TỰ NGUYỆN"


def test_read_sheet_cleans_text():
    escaped = row(name="Khai_x000B_\u00adsinh", required_documents="Một_x000D_\nHai \n")
    (result,) = read_sheet(factories.sheet([escaped]))
    assert (result.fields["name"], result.fields["required_documents"]) == ("Khai\nsinh", "Một\nHai")


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (61 * 1024 * 1024))
    return file.getvalue()


def rewrite_xml(change) -> bytes:
    """Return a sheet of one procedure whose XML went through `change`."""
    source, file = zipfile.ZipFile(factories.sheet([row()])), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name).decode()
            archive.writestr(name, change(content) if name == "xl/worksheets/sheet1.xml" else content)
    return file.getvalue()


def with_entities() -> bytes:
    return rewrite_xml(lambda xml: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml)


def with_50_000_rows() -> bytes:
    cell = '<c t="inlineStr"><is><t>1.1</t></is></c>'
    return rewrite_xml(lambda xml: xml.replace("</sheetData>", f"<row>{cell * 3}</row>" * 50_000 + "</sheetData>"))


TOO_MANY_ROWS = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."
NOT_A_SHEET = "Tệp này không phải bảng tính XLSX, hoặc đã bị hỏng."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (lambda: b"", NOT_A_SHEET),
        (lambda: b"Ma thu tuc;Ten thu tuc\n1;2\n", NOT_A_SHEET),
        (lambda: b"%PDF-1.7", NOT_A_SHEET),
        (lambda: factories.sheet([row()]).read()[:2000], NOT_A_SHEET),
        (with_entities, NOT_A_SHEET),
        (lambda: ENCRYPTED_OFFICE, PASSWORD),
        (zip_bomb, TOO_MANY_ROWS),
        (lambda: b"0" * (5 * 1024 * 1024 + 1), f"Tệp nặng quá 5 MB. Mỗi lần nhập tối đa {MAX_ROWS} thủ tục."),
    ],
)
def test_import_rejects_invalid_file(admin_client, content, message):
    response = admin_client.post(IMPORT, {"sheet": SimpleUploadedFile("a.xlsx", content())})
    assert get_error(response) == message


def test_import_rejects_50_000_rows(admin_client):
    sheet = SimpleUploadedFile("a.xlsx", with_50_000_rows())
    assert get_error(admin_client.post(IMPORT, {"sheet": sheet})) == TOO_MANY_ROWS
    assert not Procedure.objects.exists()


def test_read_sheet_rejects_cell_in_millionth_row():
    file = factories.sheet([row()])
    workbook = load_workbook(file)
    workbook.active.cell(1_048_576, 1, "x")
    saved = io.BytesIO()
    workbook.save(saved)
    with pytest.raises(ValueError, match="Bảng dài quá dòng 10000"):
        read_sheet(saved)


def test_import_names_wrong_columns(admin_client):
    headings = [*HEADINGS[:-1], "Ghi chú", "Tên thủ tục"]
    assert get_error(admin_client.post(IMPORT, {"sheet": factories.sheet([row()], headings)})) == (
        "Bảng không đúng các cột của mẫu. Thiếu cột: “Kiểm tra lần cuối”. Cột lạ: “Ghi chú”. "
        "Cột có hai lần: “Tên thủ tục”. Hãy dùng bảng mẫu."
    )
