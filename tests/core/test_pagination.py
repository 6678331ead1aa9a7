import pytest
from django.core.paginator import EmptyPage, PageNotAnInteger

from news.models import Article
from saovang.core.pagination import DeferredJoinPaginator
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    for number in range(7):
        factories.article(f"Tin {number}", published_at=f"2026-01-0{number + 1}T00:00:00Z")
    return Article.objects.published()


@pytest.fixture
def paginator(articles):
    return DeferredJoinPaginator(articles, Article.objects.for_lists(), per_page=3, count=articles.count)


def test_paginator_returns_rows_in_order(paginator):
    pages = [[article.title for article in paginator.page(number)] for number in (1, 2, 3)]
    assert pages == [["Tin 6", "Tin 5", "Tin 4"], ["Tin 3", "Tin 2", "Tin 1"], ["Tin 0"]]
    assert (paginator.count, paginator.num_pages) == (7, 3)


@pytest.mark.parametrize("number", [0, -1, 4, "x", "1e3", "\0", None, "9" * 50])
def test_paginator_with_invalid_page_number_raises(paginator, number):
    with pytest.raises((EmptyPage, PageNotAnInteger)):
        paginator.page(number)


def test_paginator_page_reads_keys_then_rows(paginator, django_assert_num_queries):
    assert paginator.count == 7
    with django_assert_num_queries(2) as queries:
        paginator.page(2)
    keys, rows = (query["sql"] for query in queries)
    assert "body" not in keys + rows
    assert "title" not in keys
    # With a condition on the status, SQLite would scan the index of all rows that have it.
    assert '"status" =' in keys
    assert '"status" =' not in rows
