"""Writer of XLSX files."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from saovang.core.characters import clean_characters

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """A sheet of an XLSX file. The first of `rows` is the header, in bold. `widths` are in characters, by column.

    With `is_text`, all cells are formatted as wrapped text, so that "1.10" typed into the sheet does not become a
    number.
    """

    title: str
    rows: Iterable[Sequence[str | int | date | None]]
    freeze_panes: str = "A2"
    widths: Sequence[int] = ()
    is_text: bool = False


def write_xlsx(
    title: str,
    rows: Iterable[Sequence[str | int | None]],
    *,
    freeze_panes: str = "A2",
    text_widths: Sequence[int] = (),
) -> bytes:
    """Return an XLSX file with one sheet named `title`, as text if it has `text_widths`."""
    return write_sheets([Sheet(title, rows, freeze_panes, text_widths, is_text=bool(text_widths))])


def write_sheets(sheets: Iterable[Sheet]) -> bytes:
    """Return an XLSX file. The rows are read one after the other, so they may come from a generator.

    Text never becomes a formula, and has no characters that XML cannot hold.
    """
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(workbook, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _write_sheet(workbook: Workbook, sheet: Sheet) -> None:
    worksheet = workbook.create_sheet(sheet.title)
    worksheet.freeze_panes = sheet.freeze_panes
    for index, width in enumerate(sheet.widths, start=1):
        column = worksheet.column_dimensions[get_column_letter(index)]
        column.width = width
        if sheet.is_text:
            column.number_format = "@"
    for row_index, row in enumerate(sheet.rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(worksheet, clean_characters(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            if row_index == 0:
                cell.font = Font(bold=True)
            if sheet.is_text:
                cell.number_format = "@"
            if sheet.is_text or (sheet.widths and row_index == 0):
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        worksheet.append(cells)
