import io
from collections.abc import Iterable
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procedures.models import Procedure
from procedures.sheet.columns import COLUMNS


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
