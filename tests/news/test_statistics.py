import io
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from news.statistics import article_rows, count_words, published_between, sum_up
from saovang.accounts import roles
from saovang.journal.models import SecurityEvent
from tests import factories
from tests.news import articles

pytestmark = pytest.mark.django_db
URL = f"{articles.LIST}thong-ke/"


def at(day: int, month: int = 11, hour: int = 8) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=factories.HANOI)


def sheets(client, query: str) -> dict[str, list[tuple]]:
    response = client.get(f"{URL}?{query}&tai-ve=xlsx")
    workbook = load_workbook(io.BytesIO(response.content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.rows] for sheet in workbook}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", 0),
        ("<p>Xã Sao Vàng – “quê hương” (đổi mới)</p>", 7),
        ("<p><strong>Đ</strong>ổi mới</p><p>Hết</p>", 3),
        ("<table><tr><td>Một</td><td>12,5</td></tr></table>", 2),
        ('<figure data-photos="1 2"></figure><ul><li>R&amp;D</li></ul>', 1),
        ("<p>100 m<sup>2</sup></p>", 2),
    ],
)
def test_count_words(html, words):
    assert count_words(html) == words


def test_published_between_includes_both_days_in_local_time():
    for title, moment in (
        ("trước", at(31, 10, 23)),
        ("đầu", at(1, 11, 0)),
        ("cuối", at(28, 11, 23)),
        ("sau", at(29, 11, 0)),
    ):
        factories.article(title, published_at=moment)
    found = published_between(date(2023, 11, 1), date(2023, 11, 28))
    assert list(found.values_list("title", flat=True)) == ["đầu", "cuối"]


def test_statistics_count_published_articles_only(editor):
    for fields in ({"status": "draft", "published_at": None}, {"status": "withdrawn", "published_at": at(2)}):
        factories.article("Không tính", **fields)
    article = factories.article("Tin", published_at=at(2), author="Lê Thị Hoa", body="<p>Bà con gặt lúa</p>")
    factories.photos(article, 2)
    context = editor.get(f"{URL}?tu=2023-11-01&den=2023-11-28").context
    assert vars(context["total"]) == {"articles": 1, "words": 4, "photos": 2}
    names = {heading: list(groups) for heading, groups in context["tables"]}
    assert names == {"Chuyên mục": ["Thông báo"], "Tác giả": ["Lê Thị Hoa"]}


def test_statistics_group_by_author_or_account():
    user = factories.staff(first_name="Nam", last_name="Trần Văn")
    for fields in ({"author": "Lê Thị Hoa"}, {"author": "Lê Thị Hoa"}, {"written_by": user}, {}):
        factories.article(published_at=at(3), **fields)
    totals = sum_up(article_rows(published_between(date(2023, 11, 1), date(2023, 11, 5))))
    assert {name: total.articles for name, total in totals.by_author.items()} == {
        "Lê Thị Hoa": 2,
        "Không ghi tác giả": 1,
        "Trần Văn Nam": 1,
    }


def test_statistics_query_count_does_not_grow(django_assert_num_queries):
    for number in range(5):
        factories.photos(factories.article(f"Tin {number}", published_at=at(4)), 1)
    with django_assert_num_queries(2):
        assert sum_up(article_rows(published_between(date(2023, 11, 1), date(2023, 11, 5)))).everything.photos == 5


def test_royalty_sheet_has_a_row_for_each_article(editor):
    user = factories.staff(username="hoa", first_name="Hoa", last_name="Lê Thị")
    article = factories.article("Gặt lúa", published_at=at(2), author="Lê Hoa", written_by=user, body="<p>Một hai</p>")
    factories.article("=1+1", published_at=at(1), author="@x", source="Báo Thanh Hóa", body="<p>Ba</p>")
    factories.photos(article, 3)
    tables = sheets(editor, "tu=2023-11-01&den=2023-11-03")
    header, first, second, total = tables["Bảng nhuận bút"]
    assert header[8].startswith("Số chữ (tiếng trong nội dung bài; không kể")
    url = f"http://testserver{article.get_absolute_url()}"
    day = datetime(2023, 11, 2)
    assert second == (2, day, "Gặt lúa", url, "Thông báo", "Lê Hoa", "Lê Thị Hoa", None, 2, 3, None, None, None)
    assert (first[2], first[5], first[7]) == ("=1+1", "@x", "Báo Thanh Hóa")
    assert total[2:10] == ("Cộng", None, None, None, None, None, 3, 3)
    assert [row[1:6] for row in tables["Theo tác giả"][1:]] == [
        ("@x", 1, 1, 0, None),
        ("Lê Hoa", 1, 2, 3, None),
        ("Cộng", 2, 3, 3, None),
    ]


def test_royalty_sheet_text_is_never_a_formula(editor):
    factories.article("=HYPERLINK(1)", published_at=at(1), author="+84")
    content = editor.get(f"{URL}?tu=2023-11-01&den=2023-11-03&tai-ve=xlsx").content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [(sheet[name].value, sheet[name].data_type) for name in ("C2", "F2")] == [
        ("=HYPERLINK(1)", "s"),
        ("+84", "s"),
    ]


def test_royalty_sheet_download_is_recorded(editor):
    editor.get(f"{URL}?tu=2023-11-01&den=2023-11-03&tai-ve=xlsx")
    assert SecurityEvent.objects.get(event="export").detail == "bang-nhuan-but-2023-11-01-den-2023-11-03.xlsx"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("tu=2023-11-31&den=2023-12-01", "Không có ngày này."),
        ("tu=2023-11-05&den=2023-11-01", "Ngày cuối đứng trước ngày đầu."),
        ("tu=&den=2023-11-01", "Hãy chọn ngày."),
        ("tu=0001-01-01&den=9999-12-31", "Hãy chọn từ năm 1990 trở đi."),
        ("tu=x%00&den=1", "Không có ngày này."),
    ],
)
def test_statistics_with_bad_period_say_so(editor, query, sentence):
    response = editor.get(f"{URL}?{query}")
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_statistics_of_all_time(editor):
    factories.article()
    assert editor.get(f"{URL}?tu=01/01/1990&den=31/12/9999").context["total"].articles == 1


def test_statistics_are_for_who_may_publish():
    assert articles.signed_in(factories.staff(roles.AUTHOR)).get(URL).status_code == 403
    assert articles.signed_in(factories.staff(roles.EDITOR)).get(URL).status_code == 200
    assert articles.Client().get(URL).status_code == 302
