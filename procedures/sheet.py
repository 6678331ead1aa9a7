"""The catalogue of procedures as an XLSX sheet.

A sheet has one row of headings, in any order, and one procedure a row. An uploaded sheet is untrusted: it is read in a
child process with limits, its size in bytes (packed and unpacked), rows and columns is limited, its XML is parsed
without entities (openpyxl uses defusedxml where it is installed), and a cell with a formula is an error.
"""

import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.escape import unescape

from saovang.core.legacy_fonts import to_unicode
from saovang.core.limits import fork_server
from saovang.core.sheets import write_xlsx
from saovang.core.text import clean_text, words
from saovang.media.file_types import validate_zip_directory
from saovang.media.worker import run_in_worker

if TYPE_CHECKING:  # the child process cannot import models
    from procedures.models import Procedure

fork_server.modules.add(__name__)

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROWS = 2000
MAX_ROW_NUMBER = 10_000  # counts empty rows: a sheet may have one cell in its millionth row
# Field of Procedure: heading, width in the template.
COLUMNS = {
    "code": ("Mã thủ tục", 16),
    "name": ("Tên thủ tục", 44),
    "sector": ("Lĩnh vực", 20),
    "applicants": ("Ai làm được thủ tục này", 34),
    "required_documents": ("Giấy tờ cần mang", 44),
    "processing_time": ("Thời hạn giải quyết", 24),
    "fee": ("Phí, lệ phí", 24),
    "result": ("Kết quả", 28),
    "external_forms": ("Biểu mẫu", 40),
    "legal_basis": ("Căn cứ pháp lý", 40),
    "portal_url": ("Liên kết Cổng Dịch vụ công quốc gia", 40),
    "checked_on": ("Kiểm tra lần cuối", 18),
}
_FIELD_BY_HEADING = {tuple(words(heading)): name for name, (heading, _) in COLUMNS.items()}
_TOO_MANY_ROWS = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."


class SheetError(ValueError):
    """The file is not a sheet of procedures. The message is in Vietnamese."""


@dataclass
class Row:
    """A row of a sheet: `fields` of Procedure, and in `errors`, by field, why a cell could not be read.

    `converted` tells that text in a font from before Unicode was converted.
    """

    number: int
    converted: bool = False
    fields: dict = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_sheet(file: IO[bytes]) -> list[Row]:
    """Return the non-empty rows below the headings of the first sheet.

    Raises SheetError if the file is not XLSX, is too large, or has other columns, and what `run_in_worker` raises.
    """
    return run_in_worker(_read_sheet, file)


def _read_sheet(file: IO[bytes]) -> list[Row]:
    validate_zip_directory(file)
    try:
        _validate_unpacked_size(file)
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of styles and extensions it does not read
            workbook = load_workbook(file, read_only=True)
            try:
                return _read_rows(workbook.worksheets[0])
            finally:
                workbook.close()
    except (SheetError, MemoryError):
        raise
    except Exception as error:  # a file that is not XLSX raises anything in the parsers
        raise SheetError("Tệp này không phải bảng tính XLSX, hoặc đã bị hỏng.") from error


def _validate_unpacked_size(file: IO[bytes]) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise SheetError(_TOO_MANY_ROWS)
    file.seek(0)


def _read_rows(sheet: Any) -> list[Row]:
    names: list[str | None] | None = None
    rows: list[Row] = []
    sheet.reset_dimensions()  # the size stored in a sheet is often wrong, and rows beyond it would be skipped
    for number, cells in enumerate(sheet.iter_rows(max_col=len(COLUMNS) + 20), start=1):
        if number > MAX_ROW_NUMBER:
            raise SheetError(
                f"Bảng dài quá dòng {MAX_ROW_NUMBER}. Hãy xóa các dòng trống ở cuối hoặc chia thành nhiều bảng."
            )
        if all(cell.value is None or not str(cell.value).strip() for cell in cells):
            continue
        values = _read_values(cells)
        if names is None:
            names = _read_headings(values)
            continue
        if len(rows) == MAX_ROWS:
            raise SheetError(_TOO_MANY_ROWS)
        row = _read_row(number, dict(zip(names, zip(cells, values, strict=True), strict=False)))
        row.converted = values != [cell.value for cell in cells]
        rows.append(row)
    if names is None:
        raise SheetError("Bảng trống: không thấy dòng tên cột.")
    if not rows:
        raise SheetError("Bảng chỉ có tên cột, chưa có thủ tục nào.")
    return rows


def _read_values(cells: Sequence[Cell]) -> list:
    """Return the values of the cells of a row, text in a font from before Unicode as Unicode.

    Excel writes a control character as "_x000B_".
    """
    values = [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in cells]
    indexes = [index for index, value in enumerate(values) if isinstance(value, str)]
    texts = to_unicode([values[index] for index in indexes], [cells[index].font.name or "" for index in indexes])
    for index, text in zip(indexes, texts, strict=True):
        values[index] = text
    return values


def _read_headings(values: Sequence) -> list[str | None]:
    """Return the field of each column, None for a column without heading."""
    headings = [str(value or "").strip() for value in values]
    names = [_FIELD_BY_HEADING.get(tuple(words(heading))) for heading in headings]
    unknown = [heading for heading, name in zip(headings, names, strict=True) if heading and not name]
    missing = [heading for name, (heading, _) in COLUMNS.items() if name not in names]
    duplicate = [COLUMNS[name][0] for name in COLUMNS if names.count(name) > 1]
    errors = [
        f"{problem}: {', '.join(f'“{heading[:40]}”' for heading in columns[:12])}."
        for problem, columns in [("Thiếu cột", missing), ("Cột lạ", unknown), ("Cột có hai lần", duplicate)]
        if columns
    ]
    if errors:
        raise SheetError(" ".join(["Bảng không đúng các cột của mẫu.", *errors, "Hãy dùng bảng mẫu."]))
    return names


def _read_row(number: int, cells: dict) -> Row:
    row = Row(number)
    for name in COLUMNS:
        cell, value = cells.get(name, (None, None))
        try:
            row.fields[name] = _read_date(value) if name == "checked_on" else _read_text(name, cell, value)
        except ValueError as error:
            row.errors[name] = str(error)
    return row


def _read_text(name: str, cell: Cell, value: object) -> str:
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError("Ô chứa công thức; hãy dán giá trị thay cho công thức.")
    if cell.data_type == "e":
        raise ValueError("Ô đang báo lỗi của bảng tính.")
    if name == "code" and not isinstance(value, str):
        # As a number, 1.001190 is 1.00119, the code of another procedure.
        raise ValueError("Mã phải là ô kiểu văn bản, nếu không các số 0 ở cuối bị mất.")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = f"{value:%d/%m/%Y}"
    return clean_text(str(value), multiline=True)


def _read_date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    text = str(value).strip()
    try:
        return datetime.strptime(text, "%d/%m/%Y").date() if text else None
    except ValueError:
        raise ValueError(f"“{text[:40]}” không phải ngày, hãy ghi dạng ngày/tháng/năm, ví dụ 25/11/2026.") from None


def write_sheet(procedures: Iterable["Procedure"]) -> bytes:
    """Return a sheet that `read_sheet` reads back unchanged; without procedures it is the template for staff."""
    headings, widths = zip(*COLUMNS.values(), strict=True)
    rows = ([_format_value(getattr(procedure, name)) for name in COLUMNS] for procedure in procedures)
    return write_xlsx("Thủ tục", [headings, *rows], freeze_panes="C2", text_widths=widths)


def _format_value(value: str | date | None) -> str | None:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or None
