import csv
import io

import pytest
from django.http import Http404
from openpyxl import load_workbook

from saovang.adminsite.exports import Table, download

TABLE = Table(
    ["Chuyên mục", "Số bài"],
    [["Thông báo", 3], ["=HYPERLINK(1)", -1], ["+84", 0], [" @a", 1], ["-1", 2], ['a"b,c', 4], ["x\x07y", 5]],
)


def test_download_csv_is_utf8_and_escapes_formulas():
    response = download(TABLE, "bai", "csv")
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


def test_download_xlsx_types_cells():
    response = download(TABLE, "bai", "xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response))).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["Chuyên mục", "Số bài"],
        ["Thông báo", 3],
        ["=HYPERLINK(1)", -1],
        ["+84", 0],
        [" @a", 1],
        ["-1", 2],
        ['a"b,c', 4],
        ["xy", 5],
    ]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert {cell.data_type for cell in sheet["B"][1:]} == {"n"}


def test_download_file_name_has_date():
    disposition = download(TABLE, "bai-viet", "csv").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="bai-viet-20')
    assert disposition.endswith('.csv"')


def test_download_unknown_format_raises_404():
    with pytest.raises(Http404):
        download(TABLE, "bai", "exe")
