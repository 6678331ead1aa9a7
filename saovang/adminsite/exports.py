"""Downloads of tables: XLSX for Excel, CSV for other programs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils import timezone

from saovang.core.sheets import XLSX_TYPE, write_xlsx


@dataclass(frozen=True)
class Table:
    """`header` names the columns of `rows`."""

    header: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def download(table: Table, name: str, format: str) -> HttpResponse:
    """Return `table` as the attachment `name`-date.`format`. Raises Http404 if the format is not csv or xlsx."""
    rows = [table.header, *table.rows]
    if format == "csv":
        response = HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8")
    elif format == "xlsx":
        response = HttpResponse(write_xlsx("Số liệu", rows), content_type=XLSX_TYPE)
    else:
        raise Http404
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{format}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _csv(rows: Sequence[Sequence[str | int]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([[_escape_formula(value) for value in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")  # Excel reads UTF-8 only after this mark


def _escape_formula(value: str | int) -> str | int:
    """Prefix text that a spreadsheet would run as a formula with an apostrophe."""
    if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value
