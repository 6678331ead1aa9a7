"""Writer of the sheets of `saovang.core.sheets`, which imports this module when it writes the first one."""

import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from saovang.core.characters import clean_characters
from saovang.core.sheets import Sheet


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return an XLSX file, as `write_sheets` does."""
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
