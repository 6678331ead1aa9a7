import unicodedata
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell import Cell

from procedures.sheet.columns import COLUMNS, HEADINGS, LAST_ROW, MAX_ROWS, MAX_UNPACKED, TOO_LONG
from saovang.core.text import words


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
