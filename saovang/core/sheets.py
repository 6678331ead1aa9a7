"""XLSX files.

openpyxl, which takes 8 MB and a tenth of the time in which a process starts, is imported for the first file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string

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
    return import_string("saovang.core.xlsx.write_workbook")(sheets)
