"""The index itself: that it follows every change, heals, and answers alike on both databases."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from news.models import Article
from saovang.core.text import words
from saovang.search.index import indexed, key_of, prepare, rebuild, refresh
from saovang.search.models import Entry
from saovang.search.sources import source_of
from tests import factories

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [str(hit.title) for hit in Entry.objects.search(query)[0:50]]


def test_words_stand_without_accents_and_once_more_with_them():
    assert indexed("Đổi mới, xã 2026") == "doi moi xa 2026 zz0 d9o6i3 mo7i1 xa4 2026"
    assert indexed("Hoà") == indexed("hòa") == "hoa zz0 hoa2"
    assert indexed("Covid 19") == "covid 19"


def test_a_later_thing_has_a_higher_key_whatever_its_own():
    start = datetime(2026, 1, 1, tzinfo=factories.HANOI)
    articles = [factories.article("Tin", published_at=start + timedelta(seconds=second)) for second in (5, 4, 4, 3)]
    keys = [key_of(source_of(Article), article) for article in articles]
    assert sorted(keys, reverse=True) == [keys[0], keys[2], keys[1], keys[3]]
    assert set(Entry.objects.values_list("pk", flat=True)) == set(keys)
    assert max(keys) < 2**63


def test_what_was_changed_without_a_save_is_refreshed_by_hand():
    article = factories.article("Cũ")
    Article.objects.update(title="Mới")
    assert titles("moi") == []
    refresh(source_of(Article), [article.pk])
    assert titles("moi") == ["<mark>Mới</mark>"]
    assert Entry.objects.count() == 1


def test_a_change_of_nothing_that_is_searched_leaves_the_entry(django_assert_num_queries):
    article = factories.article("Tin")
    with django_assert_num_queries(2):  # the article, and the generation of content
        article.save(update_fields=["author"])


def test_an_empty_index_fills_itself_after_migrations():
    factories.article("Tin một")
    Entry.objects.all().delete()
    assert titles("tin") == []
    prepare(using="default")
    assert titles("tin") == ["<mark>Tin</mark> một"]


def test_reindex_says_how_much_there_is(capsys):
    factories.article("Tin một")
    factories.article("Nháp", status="draft", published_at=None)
    call_command("reindex")
    assert capsys.readouterr().out == "Đã lập lại chỉ mục: 1 mục.\n"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's columns follow by themselves")
def test_triggers_that_were_lost_come_back_and_what_they_missed_too():
    factories.article("Trước")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER search_entry_added")
        cursor.execute("DROP TRIGGER search_entry_gone")
    factories.article("Sau")
    Article.objects.get(title="Trước").delete()
    assert titles("sau") == []
    prepare(using="default")
    assert titles("sau") == ["<mark>Sau</mark>"]
    assert titles("truoc") == []
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_words (search_words) VALUES ('integrity-check')")


TEXTS = st.lists(st.sampled_from("xã xa xá Sao sáo Vàng vang đổi doi 2026 20 hoà hòa".split()), max_size=6).map(
    " ".join
)
ASKED = st.lists(
    st.sampled_from('xã xa sao Vàng đổi 20 hòa "xã sao" "sao vàng" vàng-xã " -x OR'.split(" ")), max_size=4
)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(articles=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5), asked=ASKED.map(" ".join))
def test_every_article_with_all_words_is_found_and_no_other(articles, asked):
    """Against the plain meaning, so on either database: every phrase stands in one of the texts, accents aside."""
    Article.objects.all().delete()
    for number, (title, summary, body) in enumerate(articles):
        factories.article(f"bài{number} {title}", summary=summary, body=f"<p>{body}</p>")
    results = Entry.objects.search(asked)
    phrases = [f" {' '.join(words(phrase.typed))} " for phrase in results.phrases]
    expected = [
        number
        for number, (title, *rest) in enumerate(articles)
        if phrases
        and all(any(p in f" {' '.join(words(text))} " for text in (f"bài{number} {title}", *rest)) for p in phrases)
    ]
    found = [int(hit.url.split("bai")[1].split("-")[0].strip("/")) for hit in results[0:50]]
    assert sorted(found) == expected
    assert results.count() == len(expected)


def test_rebuild_is_complete_after_many_rows_at_once():
    category = factories.category()
    moment = datetime(2026, 1, 1, tzinfo=factories.HANOI)
    Article.objects.bulk_create(
        Article(title=f"Tin {n}", slug=f"tin-{n}", category=category, status="published", published_at=moment)
        for n in range(700)
    )
    assert rebuild() == 700
    assert titles("tin 650") == ["<mark>Tin 650</mark>"]
