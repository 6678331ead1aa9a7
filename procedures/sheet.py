"""The catalogue as an XLSX sheet: read what staff bring, write what they take away.

A sheet has one row of headings, in any order, and one procedure a row. It is hostile until read: bounded in
bytes before and after unpacking, in rows and in columns, its XML parsed without entities (defusedxml, which
openpyxl uses where it is installed); a formula is never computed and never taken.
"""

import io
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procedures.models import Procedure
from saovang.core.text import words

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 2000
LAST_ROW = 10_000  # empty ones counted: a sheet may hold one cell in its millionth row
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Field of Procedure: heading, width in the template.
COLUMNS = {
    "code": ("Mã thủ tục", 16),
    "name": ("Tên thủ tục", 44),
    "field": ("Lĩnh vực", 20),
    "who": ("Ai được yêu cầu", 34),
    "bring": ("Giấy tờ cần mang", 44),
    "duration": ("Thời hạn giải quyết", 24),
    "fee": ("Phí, lệ phí", 24),
    "result": ("Kết quả", 28),
    "forms_text": ("Biểu mẫu", 40),
    "legal_basis": ("Căn cứ pháp lý", 40),
    "portal_url": ("Liên kết Cổng Dịch vụ công quốc gia", 40),
    "checked_on": ("Kiểm tra lần cuối", 18),
}
HEADINGS = {tuple(words(heading)): name for name, (heading, _) in COLUMNS.items()}
TOO_LONG = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."


class SheetError(ValueError):
    """The file is no sheet of procedures; the message says in Vietnamese why."""


@dataclass
class Row:
    """A row as read: `fields` of Procedure, and in `faults`, by field, why a cell could not be read."""

    number: int
    fields: dict = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def read_sheet(file: IO[bytes]) -> list[Row]:
    """The rows below the headings of the first sheet; empty ones are passed over. Raises SheetError."""
    try:
        _look_inside(file)
        with warnings.catch_warnings(action="ignore"):  # of styles and extensions that nobody needs here
            workbook = load_workbook(file, read_only=True)
            try:
                return _read_rows(workbook.worksheets[0])
            finally:
                workbook.close()
    except SheetError:
        raise
    except Exception as error:  # parsers raise whatever they like at a file that is no sheet
        raise SheetError("Tệp này không phải bảng tính XLSX, hoặc đã bị hỏng.") from error


def _look_inside(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise SheetError(TOO_LONG)
    file.seek(0)


def _read_rows(sheet: Any) -> list[Row]:
    names: list[str | None] | None = None
    rows: list[Row] = []
    sheet.reset_dimensions()  # the size that a sheet states is often wrong, and rows beyond it would be left out
    for number, cells in enumerate(sheet.iter_rows(max_col=len(COLUMNS) + 20), start=1):
        if number > LAST_ROW:
            raise SheetError(f"Bảng dài quá dòng {LAST_ROW}. Hãy xóa các dòng trống ở cuối hoặc chia thành nhiều bảng.")
        if all(cell.value is None or not str(cell.value).strip() for cell in cells):
            continue
        if names is None:
            names = _names(cells)
            continue
        if len(rows) == MAX_ROWS:
            raise SheetError(TOO_LONG)
        rows.append(_read_row(number, dict(zip(names, cells, strict=False))))
    if names is None:
        raise SheetError("Bảng trống: không thấy dòng tên cột.")
    if not rows:
        raise SheetError("Bảng chỉ có tên cột, chưa có thủ tục nào.")
    return rows


def _names(cells: Sequence[Cell]) -> list[str | None]:
    """The field that each column holds, None for a column without heading."""
    headings = [str(cell.value or "").strip() for cell in cells]
    names = [HEADINGS.get(tuple(words(heading))) for heading in headings]
    unknown = [heading for heading, name in zip(headings, names, strict=True) if heading and not name]
    missing = [heading for name, (heading, _) in COLUMNS.items() if name not in names]
    twice = [COLUMNS[name][0] for name in COLUMNS if names.count(name) > 1]
    faults = [
        f"{what}: {', '.join(f'“{heading[:40]}”' for heading in wrong[:12])}."
        for what, wrong in [("Thiếu cột", missing), ("Cột lạ", unknown), ("Cột có hai lần", twice)]
        if wrong
    ]
    if faults:
        raise SheetError(" ".join(["Bảng không đúng các cột của mẫu.", *faults, "Hãy dùng bảng mẫu."]))
    return names


def _read_row(number: int, cells: dict) -> Row:
    row = Row(number)
    for name in COLUMNS:
        cell = cells.get(name)
        value = getattr(cell, "value", None)
        try:
            row.fields[name] = _date(value) if name == "checked_on" else _text(name, cell, value)
        except ValueError as error:
            row.faults[name] = str(error)
    return row


def _text(name: str, cell: Cell, value: object) -> str:
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError("Ô chứa công thức; hãy dán giá trị thay cho công thức.")
    if cell.data_type == "e":
        raise ValueError("Ô đang báo lỗi của bảng tính.")
    if name == "code" and not isinstance(value, str):
        # 1.001190 would have come as 1.00119 and become another procedure.
        raise ValueError("Mã phải là ô kiểu văn bản, nếu không các số 0 ở cuối bị mất.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = f"{value:%d/%m/%Y}"
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = str(value).strip()
    try:
        return datetime.strptime(text, "%d/%m/%Y").date() if text else None
    except ValueError:
        raise ValueError(f"“{text[:40]}” không phải ngày, hãy ghi dạng ngày/tháng/năm, ví dụ 25/11/2026.") from None


def write_sheet(procedures: Iterable[Procedure]) -> bytes:
    """`procedures` as a sheet that read_sheet reads back the same; without any it is the template."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Thủ tục")
    sheet.freeze_panes = "C2"
    for index, (_, width) in enumerate(COLUMNS.values(), start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width, column.number_format = width, "@"
    sheet.append([_cell(sheet, heading, bold=True) for heading, _ in COLUMNS.values()])
    for procedure in procedures:
        sheet.append([_cell(sheet, getattr(procedure, name)) for name in COLUMNS])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _cell(sheet: Worksheet, value: str | date | None, bold: bool = False) -> WriteOnlyCell:
    """A cell of text, whatever the text begins with: nothing is ever a formula."""
    text = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
    # XML knows no control characters, which texts pasted from Word may hold.
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text) if text else None)
    if cell.value is not None:
        cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(bold=bold)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
