import pytest
from django.core.paginator import EmptyPage, PageNotAnInteger

from news.models import Article
from saovang.core.background import runner
from saovang.core.pagination import DeferredJoinPaginator
from saovang.pagecache.version import content_version
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    for number in range(7):
        factories.article(f"Tin {number}", published_at=f"2026-01-0{number + 1}T00:00:00Z")
    return Article.objects.published()


def _paginator(articles, name="tin"):
    return DeferredJoinPaginator(articles, Article.objects.for_lists(), 3, name)


def test_every_page_holds_its_rows_in_order(rows):
    paginator = _paginator(rows)
    pages = [[article.title for article in paginator.page(number)] for number in (1, 2, 3)]
    assert pages == [["Tin 6", "Tin 5", "Tin 4"], ["Tin 3", "Tin 2", "Tin 1"], ["Tin 0"]]
    assert (paginator.count, paginator.num_pages) == (7, 3)


@pytest.mark.parametrize("number", [0, -1, 4, "x", "1e3", "\0", None, "9" * 50])
def test_a_page_that_is_none_is_refused(rows, number):
    with pytest.raises((EmptyPage, PageNotAnInteger)):
        _paginator(rows).page(number)


def test_a_page_costs_its_keys_and_its_rows(rows, django_assert_num_queries, monkeypatch, pulse):
    content_version.refresh()
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)  # as in a server, where a thread looks for changes
    assert _paginator(rows).count == 7
    with django_assert_num_queries(2) as queries:
        _paginator(rows).page(2)
    keys, whole = (query["sql"] for query in queries)
    assert "body" not in keys + whole
    assert "title" not in keys
    # By key alone: with a condition on the state, SQLite would walk through the index of all that has it.
    assert '"status" =' in keys
    assert '"status" =' not in whole


def test_a_length_is_kept_until_content_changes(rows):
    assert _paginator(rows).count == 7
    assert _paginator(rows.filter(title="Tin 1"), "one").count == 1
    factories.article("Mới")
    assert _paginator(rows).count == 8
