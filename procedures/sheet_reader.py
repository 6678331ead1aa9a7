"""Reader of XLSX sheets of procedures, in a child process: neither settings nor database can be used here."""

import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.escape import unescape

from procedures.sheet import COLUMNS, MAX_ROWS, Row, SheetError
from saovang.core.legacy_fonts import to_unicode
from saovang.core.text import clean_text, words
from saovang.media.file_types import validate_zip_directory

MAX_UNPACKED_BYTES = 60 * 1024 * 1024
MAX_ROW_NUMBER = 10_000  # counts empty rows: a sheet may have one cell in its millionth row
_FIELD_BY_HEADING = {tuple(words(heading)): name for name, (heading, _) in COLUMNS.items()}
_TOO_MANY_ROWS = f"Bảng có quá nhiều dòng: mỗi lần nhập tối đa {MAX_ROWS} thủ tục. Hãy chia thành nhiều bảng."


def read_rows(file: IO[bytes]) -> list[Row]:
    """Return the non-empty rows below the headings of the first sheet. Raises SheetError as `read_sheet` does."""
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
