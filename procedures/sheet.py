"""The catalogue of procedures as an XLSX sheet.

A sheet has one row of headings, in any order, and one procedure a row. An uploaded sheet is untrusted: it is read in a
child process with limits, its size in bytes (packed and unpacked), rows and columns is limited, its XML is parsed
without entities (openpyxl uses defusedxml where it is installed), and a cell with a formula is an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import IO, TYPE_CHECKING

from saovang.core.limits import ChildFunction
from saovang.core.sheets import write_xlsx
from saovang.media.worker import run_in_worker

if TYPE_CHECKING:  # the child process cannot import models
    from procedures.models import Procedure

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 2000
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


_read_rows = ChildFunction[list[Row]]("procedures.sheet_reader.read_rows")


def read_sheet(file: IO[bytes]) -> list[Row]:
    """Return the non-empty rows below the headings of the first sheet.

    Raises SheetError if the file is not XLSX, is too large, or has other columns, and what `run_in_worker` raises.
    """
    return run_in_worker(_read_rows, file)


def write_sheet(procedures: Iterable["Procedure"]) -> bytes:
    """Return a sheet that `read_sheet` reads back unchanged; without procedures it is the template for staff."""
    headings, widths = zip(*COLUMNS.values(), strict=True)
    rows = ([_format_value(getattr(procedure, name)) for name in COLUMNS] for procedure in procedures)
    return write_xlsx("Thủ tục", [headings, *rows], freeze_panes="C2", text_widths=widths)


def _format_value(value: str | date | None) -> str | None:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or None
