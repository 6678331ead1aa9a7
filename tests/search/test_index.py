"""The search index: it follows changes, repairs itself and finds the same on both databases."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from news.models import Article
from saovang.search import index
from saovang.search.index import ensure_index, index_texts, rebuild, refresh
from saovang.search.models import Entry
from saovang.search.query import Phrase
from saovang.search.sources import sources_by_model
from saovang.search.tiers import Match
from saovang.search.words import find_numbers
from tests import factories

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [str(hit.title) for hit in Entry.objects.search(query)[0:50]]


def test_index_texts_contain_folded_and_exact_words():
    assert index_texts("Đổi mới, xã 2026", "") == ["doi moi xa 2026 zz0 d9o6i3 mo7i1 xa4 2026", ""]
    assert index_texts("Hoà") == index_texts("hòa") == ["hoa zz0 hoa2"]
    assert index_texts("Covid 19") == ["covid 19"]
    assert index_texts(f"Dài{'à' * 50} là") == [f"dai{'a' * 37} la zz0 dai{'a' * 37} la2"]


def test_index_texts_contain_dates_and_telephones():
    numbers = "zd0506 02373835076 373835076 3835076 835076 5076"
    words = f"ngay 5 6 0237 383 5076 zz0 ngay2 5 6 0237 383 5076 zz0 {numbers}"
    assert index_texts("Ngày 5/6, (0237) 383 5076") == [words]
    assert [number.start for number in find_numbers("ngay 5/6, xngay 5/6")] == [0, 16]


def test_entry_id_sorts_by_time():
    start = datetime(2026, 1, 1, tzinfo=factories.HANOI)
    articles = [factories.article("Tin", published_at=start + timedelta(seconds=second)) for second in (5, 4, 4, 3)]
    keys = [sources_by_model[Article].entry_id(article.pk, article.published_at) for article in articles]
    assert sorted(keys, reverse=True) == [keys[0], keys[2], keys[1], keys[3]]
    assert set(Entry.objects.values_list("pk", flat=True)) == set(keys)
    assert max(keys) < 2**63


def test_refresh_after_update():
    article = factories.article("Cũ")
    Article.objects.update(title="Mới")
    assert titles("moi") == []
    refresh(Article, [article.pk])
    assert titles("moi") == ["<mark>Mới</mark>"]
    assert Entry.objects.count() == 1


def test_save_of_unsearched_field_leaves_entry(django_assert_num_queries):
    article = factories.article("Tin")
    with django_assert_num_queries(2):  # the article and the content version
        article.save(update_fields=["alert_until"])


def test_ensure_index_fills_empty_index():
    factories.article("Tin một")
    Entry.objects.all().delete()
    assert titles("tin") == []
    ensure_index(using="default")
    assert titles("tin") == ["<mark>Tin</mark> một"]


def test_reindex_prints_number_of_entries(capsys):
    factories.article("Tin một")
    factories.article("Nháp", status="draft", published_at=None)
    call_command("reindex")
    assert capsys.readouterr().out == "Đã lập lại chỉ mục: 1 mục.\n"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has generated columns instead of triggers")
def test_ensure_index_restores_lost_triggers():
    factories.article("Trước")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_words_insert")
        cursor.execute("DROP TRIGGER search_words_delete")
    factories.article("Sau")
    Article.objects.get(title="Trước").delete()
    assert titles("sau") == []
    ensure_index(using="default")
    assert titles("sau") == ["<mark>Sau</mark>"]
    assert titles("truoc") == []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_words (search_words) VALUES ('integrity-check')")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's index is part of the table")
def test_reindex_makes_lost_table_anew():
    factories.article("Lễ hội")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_words")
    call_command("reindex")
    assert titles("le hoi") == ["<mark>Lễ hội</mark>"]


TEXTS = st.lists(st.sampled_from("xã xa xá Sao sáo Vàng vang đổi doi 2026 20 hoà hòa".split()), max_size=6).map(
    " ".join
)
QUERIES = st.lists(
    st.sampled_from('xã xa sao Vàng đổi 20 hòa "xã sao" "sao vàng" vàng-xã " -x OR'.split(" ")), max_size=4
)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5), query=QUERIES.map(" ".join))
def test_search_finds_exactly_matching_articles(articles, query):
    """Compare with a plain definition: every phrase occurs in one of the texts, accents ignored.

    Of texts with other accents than those typed, not all are found, or only as partial matches.
    """
    Article.objects.all().delete()
    for number, (title, summary, body) in enumerate(articles):
        factories.article(f"bài{number} {title}", summary=summary, body=f"<p>{body}</p>")
    results = Entry.objects.search(query)
    expected, exact = set(), set()
    for number, (title, *rest) in enumerate(articles):
        texts = [Phrase.from_text(text) for text in (f"bài{number} {title}", *rest)]
        for found, form in ((expected, "folded"), (exact, "exact")):
            lines = [f" {' '.join(getattr(text, form))} " for text in texts]
            if results.query.phrases and all(
                any(f" {' '.join(getattr(phrase, form))} " in line for line in lines)
                for phrase in results.query.phrases
            ):
                found.add(number)
    if results.corrected:  # what is shown instead does not have the words
        assert not exact
        return
    hits = results[0:50]
    full = [hit for hit in hits if hit.match != Match.PARTIAL]
    found = {int(hit.url.split("bai")[1].split("-")[0].strip("/")) for hit in full}
    assert len(found) == len(full) == results.full_count
    assert exact <= found <= expected
    assert hits or not expected


@pytest.mark.django_db(transaction=True)
def test_rebuild_holds_no_lock_between_batches(monkeypatch):
    for number in range(3):
        factories.article(f"Tin {number}")
    outdated = factories.article("Đã gỡ")
    Article.objects.filter(pk=outdated.pk).update(status="withdrawn")  # without a signal
    monkeypatch.setattr(index, "BATCH", 1)
    found: list[tuple[bool, int]] = []

    def record(*args) -> None:
        found.append((connection.in_atomic_block, len(titles("tin"))))
        refresh(*args)

    monkeypatch.setattr(index, "refresh", record)
    assert rebuild() == 3
    assert found == [(False, 3)] * 4


def test_rebuild_indexes_all_batches():
    category = factories.category()
    moment = datetime(2026, 1, 1, tzinfo=factories.HANOI)
    Article.objects.bulk_create(
        Article(title=f"Tin {n}", slug=f"tin-{n}", category=category, status="published", published_at=moment)
        for n in range(700)
    )
    assert rebuild() == 700
    assert titles("tin 650") == ["<mark>Tin 650</mark>"]
