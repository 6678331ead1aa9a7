import pytest
from django.core.paginator import EmptyPage, PageNotAnInteger

from news.models import Article
from saovang.content import content
from saovang.lists import KeysFirstPaginator
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in range(7):
        make.article(f"Tin {number}", published_at=f"2026-01-0{number + 1}T00:00:00Z")
    return Article.objects.published().for_lists()


def test_every_page_holds_its_rows_in_order(rows):
    paginator = KeysFirstPaginator(rows, 3, "tin")
    pages = [[article.title for article in paginator.page(number)] for number in (1, 2, 3)]
    assert pages == [["Tin 6", "Tin 5", "Tin 4"], ["Tin 3", "Tin 2", "Tin 1"], ["Tin 0"]]
    assert (paginator.count, paginator.num_pages) == (7, 3)


@pytest.mark.parametrize("number", [0, -1, 4, "x", "1e3", "\0", None, "9" * 50])
def test_a_page_that_is_none_is_refused(rows, number):
    with pytest.raises((EmptyPage, PageNotAnInteger)):
        KeysFirstPaginator(rows, 3, "tin").page(number)


def test_a_page_costs_its_keys_and_its_rows(rows, django_assert_num_queries, monkeypatch, pulse):
    content.look()
    monkeypatch.setattr(pulse, "keep_up", lambda: None)  # as in a server, where a thread looks for changes
    assert KeysFirstPaginator(rows, 3, "tin").count == 7
    with django_assert_num_queries(2) as queries:
        KeysFirstPaginator(rows, 3, "tin").page(2)
    keys, whole = (query["sql"] for query in queries)
    assert "body" not in keys + whole
    assert "title" not in keys


def test_a_length_is_kept_until_content_changes(rows):
    assert KeysFirstPaginator(rows, 3, "tin").count == 7
    assert KeysFirstPaginator(rows.filter(title="Tin 1"), 3, "one").count == 1
    make.article("Mới")
    assert KeysFirstPaginator(rows, 3, "tin").count == 8
