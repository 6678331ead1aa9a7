"""Helpers: rows of a sheet, and the answer of the admin to an import."""

import re

from procedures.sheet import COLUMNS

IMPORT = "/quan-tri/procedures/procedure/nhap/"
HEADINGS = [heading for heading, _ in COLUMNS.values()]


def row(code="1.1", name="Khai sinh", sector="Hộ tịch", **fields) -> list:
    values = {"code": code, "name": name, "sector": sector} | fields
    return [values.get(column) for column in COLUMNS]


def get_report(response) -> tuple[int, int, int, list[tuple[int, str]]]:
    """Return the numbers added, changed and unchanged, and number and errors of each rejected row."""
    assert response.status_code == 200
    report = response.context["report"]
    assert report, response.context["form"].errors
    rejected = [(row.number, " ".join(row.errors)) for row in report.rejected]
    return report.added, report.changed, report.unchanged, rejected


def get_summary(response) -> str:
    """Return the first sentence of the report on the page."""
    (sentence,) = re.findall(r"<h2>Kết quả</h2>\s*<p>(.*?)</p>", response.content.decode())
    return re.sub(r"<.*?>", "", sentence)


def get_error(response) -> str:
    """Return the form's error for a file that was not imported."""
    assert response.status_code == 200
    assert response.context["report"] is None
    (sentence,) = response.context["form"].errors["sheet"]
    assert sentence in response.content.decode()
    return sentence
