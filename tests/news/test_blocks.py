"""Blocks of rich text on the pages of an article."""

import pytest

from news.services.diff import html_to_lines
from news.summaries import summarize
from saovang.search.models import Entry
from tests import factories

URL = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
BODY = (
    "<aside><p>Lưu ý: bản gốc</p></aside><details><summary>Hồ sơ</summary><p>Giấy chứng sinh</p></details><hr>"
    f'<p><a href="/x" class="button">Nộp</a></p><p>Đoạn đầu</p><p class="video"><a href="{URL}">Lễ hội</a></p>'
)


@pytest.fixture
def article(db):
    factories.linked_domain("youtube.com")
    return factories.article("Khai sinh", body=BODY)


def test_article_page_shows_blocks_and_loads_nothing_foreign(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    assert '<aside class="callout" role="note">' in html
    assert "<details><summary>Hồ sơ</summary>" in html
    assert f'<p class="video"><a href="{URL}"><b>Lễ hội</b> <span>Mở trên YouTube</span></a></p>' in html
    assert "<iframe" not in html
    assert 'src="https://' not in html


def test_printed_article_is_unfolded(client, article):
    html = client.get(f"{article.get_absolute_url()}in/").content.decode()
    assert "<details open><summary>Hồ sơ</summary>" in html


def test_search_finds_words_of_folded_part(article):
    assert [result.url for result in Entry.objects.search("giấy chứng sinh")[0:9]] == [article.get_absolute_url()]


def test_summary_is_first_paragraph_outside_of_blocks():
    assert summarize(BODY) == "Đoạn đầu"


def test_history_names_blocks():
    assert html_to_lines(BODY) == [
        "[Khung lưu ý]",
        "Lưu ý: bản gốc",
        "[Phần gấp] Hồ sơ",
        "Giấy chứng sinh",
        "[Đường kẻ]",
        "[Nút] Nộp (/x)",
        "Đoạn đầu",
        f"[Video] Lễ hội ({URL})",
    ]
