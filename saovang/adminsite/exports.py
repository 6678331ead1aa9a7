"""Tables to take away: XLSX for Excel, CSV for everything else."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from saovang.core.sheets import XLSX_TYPE

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # what a sheet cannot hold


@dataclass(frozen=True)
class Table:
    """`header` names the columns; each row has text and numbers for them."""

    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]

    @property
    def lines(self) -> Iterable[Sequence[str | int]]:
        yield self.header
        yield from self.rows


def download(sheet: Table, name: str, kind: str) -> HttpResponse:
    """`sheet` as a file `name`-date.`kind`; 404 for a kind that there is not."""
    makers: dict[str, Callable[[Table], HttpResponse]] = {"csv": _csv, "xlsx": _xlsx}
    if kind not in makers:
        raise Http404
    response = makers[kind](sheet)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _csv(sheet: Table) -> HttpResponse:
    file = io.StringIO()
    csv.writer(file).writerows([[_harmless(value) for value in line] for line in sheet.lines])
    # The mark at the start tells Excel that this is UTF-8.
    return HttpResponse(file.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


def _harmless(value: str | int) -> str | int:
    """Text that a program would run as a formula becomes text by an apostrophe before it."""
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _xlsx(sheet: Table) -> HttpResponse:
    book = Workbook(write_only=True)
    page = book.create_sheet("Số liệu")
    page.freeze_panes = "A2"
    for number, line in enumerate(sheet.lines):
        page.append([_cell(page, value, bold=number == 0) for value in line])
    file = io.BytesIO()
    book.save(file)
    return HttpResponse(file.getvalue(), content_type=XLSX_TYPE)


def _cell(page: Worksheet, value: str | int, *, bold: bool) -> WriteOnlyCell:
    text = CONTROL.sub("", value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, text)
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    if bold:
        cell.font = Font(bold=True)
    return cell
