"""Writer of XLSX files."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from saovang.core.characters import clean_characters

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write_xlsx(
    title: str,
    rows: Iterable[Sequence[str | int | None]],
    *,
    freeze_panes: str = "A2",
    text_widths: Sequence[int] = (),
) -> bytes:
    """Return an XLSX file with one sheet named `title`. The first row is the header, in bold.

    Text never becomes a formula, and has no characters that XML cannot hold. With `text_widths`, the width of each
    column in characters, all cells are formatted as wrapped text, so that "1.10" typed into the sheet does not become a
    number.
    """
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = freeze_panes
    for index, width in enumerate(text_widths, start=1):
        column = sheet.column_dimensions[get_column_letter(index)]
        column.width, column.number_format = width, "@"
    for row_index, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, clean_characters(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            if row_index == 0:
                cell.font = Font(bold=True)
            if text_widths:
                cell.number_format = "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
