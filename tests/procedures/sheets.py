"""Rows as staff type them, and what the desk says to them."""

import re

from procedures.sheet import COLUMNS

IMPORT = "/quan-tri/procedures/procedure/nhap/"
HEADINGS = [heading for heading, _ in COLUMNS.values()]


def row(code="1.1", name="Khai sinh", field="Hộ tịch", **fields) -> list:
    given = {"code": code, "name": name, "field": field} | fields
    return [given.get(column) for column in COLUMNS]


def report(response) -> tuple[int, int, int, list[tuple[int, str]]]:
    """Added, changed, unchanged, and of each bad row its number and what is wrong with it."""
    assert response.status_code == 200
    found = response.context["report"]
    assert found, response.context["form"].errors
    return found.added, found.changed, found.unchanged, [(bad.number, " ".join(bad.faults)) for bad in found.bad]


def said(response) -> str:
    """The report's first sentence, as staff read it."""
    (sentence,) = re.findall(r"<h2>Kết quả</h2>\s*<p>(.*?)</p>", response.content.decode())
    return re.sub(r"<.*?>", "", sentence)


def refusal(response) -> str:
    assert response.status_code == 200
    assert response.context["report"] is None
    (sentence,) = response.context["form"].errors["sheet"]
    assert sentence in response.content.decode()
    return sentence
