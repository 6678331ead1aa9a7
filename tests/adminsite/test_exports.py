import csv
import io

import pytest
from django.http import Http404
from openpyxl import load_workbook

from saovang.adminsite.exports import Table, download

SHEET = Table(
    ["Chuyên mục", "Số bài"],
    [["Thông báo", 3], ["=HYPERLINK(1)", -1], ["+84", 0], [" @a", 1], ["-1", 2], ['a"b,c', 4], ["x\x07y", 5]],
)


def test_csv_opens_in_excel_as_utf_8_and_runs_nothing():
    response = download(SHEET, "bai", "csv")
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")))) == [
        ["Chuyên mục", "Số bài"],
        ["Thông báo", "3"],
        ["'=HYPERLINK(1)", "-1"],
        ["'+84", "0"],
        ["' @a", "1"],
        ["'-1", "2"],
        ['a"b,c', "4"],
        ["x\x07y", "5"],
    ]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_xlsx_holds_text_as_text_and_numbers_as_numbers():
    response = download(SHEET, "bai", "xlsx")
    page = load_workbook(io.BytesIO(b"".join(response))).active
    assert [[cell.value for cell in row] for row in page.rows] == [
        ["Chuyên mục", "Số bài"],
        ["Thông báo", 3],
        ["=HYPERLINK(1)", -1],
        ["+84", 0],
        [" @a", 1],
        ["-1", 2],
        ['a"b,c', 4],
        ["xy", 5],
    ]
    assert {cell.data_type for cell in page["A"]} == {"s"}
    assert {cell.data_type for cell in page["B"][1:]} == {"n"}


def test_the_file_is_named_by_what_it_is_and_the_day(monkeypatch):
    disposition = download(SHEET, "bai-viet", "csv").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="bai-viet-20')
    assert disposition.endswith('.csv"')


def test_another_kind_there_is_not():
    with pytest.raises(Http404):
        download(SHEET, "bai", "exe")
