"""How many of the queries of residents in queries.toml are answered, and in which order on either database.

`pytest -s` prints the figures.
"""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from saovang.demo import load
from saovang.media.photos import BasePhoto
from saovang.search.models import Entry
from saovang.search.query import AllOf, AnyOf, Condition
from saovang.search.results import SearchResults
from saovang.search.sources import UNDATED, Key, sources
from saovang.search.synonyms import add_first_synonyms
from tests import factories

pytestmark = pytest.mark.django_db

DATA = tomllib.loads(Path(__file__).with_name("queries.toml").read_text(encoding="utf-8"))
QUERIES = [(query, meaning["answers"]) for meaning in DATA["meaning"] for query in meaning["queries"]]
FIRST = 3  # results that a resident looks at
MIN_ANSWERED = 0.97
MIN_RECIPROCAL_RANK = 0.92


class Figures(NamedTuple):
    answered: float  # share of queries with a helpful page among the first results
    reciprocal_rank: float  # mean of 1 / rank of the first helpful page
    unanswered: list[str]
    hopeless: list[str]  # without a helpful page among all results of the first page


@pytest.fixture
def sample_content(monkeypatch):
    """Load the sample content, without encoding its pictures, and what queries.toml adds."""

    def photo_row(model: type[BasePhoto], fields: dict[str, str]) -> BasePhoto:
        return model(image=fields["file"], width=4, height=3, caption=fields["caption"], alt_text=fields["alt_text"])

    monkeypatch.setattr(load, "_store_photo", photo_row)
    monkeypatch.setattr(BasePhoto, "variants", [])
    load.load_sample()
    add_first_synonyms()
    for fields in DATA["procedure"]:
        factories.procedure(**fields)
    for fields in DATA["article"]:
        factories.article(**fields)


def measure() -> Figures:
    ranks, unanswered, hopeless = [], [], []
    for query, answers in QUERIES:
        found = Entry.objects.search(query)
        urls = [result.url for result in (found.corrected or found)[0:12]]
        rank = next((rank for rank, url in enumerate(urls, 1) if any(part in url for part in answers)), None)
        ranks.append(rank)
        if rank is None or rank > FIRST:
            (hopeless if rank is None else unanswered).append(f"{query}: {urls[:FIRST]}")
    return Figures(
        sum(rank is not None and rank <= FIRST for rank in ranks) / len(ranks),
        sum(1 / rank for rank in ranks if rank) / len(ranks),
        unanswered,
        hopeless,
    )


def test_queries_of_residents_are_answered(sample_content):
    assert len(QUERIES) >= 200
    figures = measure()
    print(f"\n{figures.answered:.1%} of {len(QUERIES)} queries answered, reciprocal rank {figures.reciprocal_rank:.3f}")
    print("not in the first results:", *figures.unanswered, "without a helpful page:", *figures.hopeless, sep="\n  ")
    assert figures.answered >= MIN_ANSWERED
    assert figures.reciprocal_rank >= MIN_RECIPROCAL_RANK


def matches(condition: Condition, texts: list[str]) -> bool:
    """Return whether texts of an entry fulfil a condition; a phrase does not span two of them."""
    if isinstance(condition, AllOf):
        return all(matches(part, texts) for part in condition.parts)
    if isinstance(condition, AnyOf):
        return any(matches(part, texts) for part in condition.parts)
    return any(f" {' '.join(condition)} " in f" {text} " for text in texts)


def find_plainly(results: SearchResults, entries: list[Entry]) -> list[Key]:
    """Return the keys of all results, without the full text of a database: tier by tier, the highest ids first."""
    first_undated = sources[1].entry_id(0, UNDATED) >> 24 << 24
    scopes = {"title": 1, "head": 2, "all": 3}
    found: dict[Key, None] = {}
    for tier in results._tiers:
        for entry in entries:
            texts = [entry.title, entry.summary, entry.body][: scopes[tier.scope]]
            if matches(tier.condition, texts) and (not tier.undated or entry.pk >= first_undated):
                found[Key(entry.source, entry.object_id)] = None
    return list(found)


def test_order_is_the_same_on_both_databases(sample_content):
    """SQLite and PostgreSQL (`make test-services`) are compared with the same plain definition."""
    for number in range(3):  # entries of the same second, and other accents
        factories.article(f"Lịch tiêm phòng đợt {number}", body="<p>Tổ cao su, khu phố 3.</p>")
    entries = list(Entry.objects.order_by("-pk"))
    queries = [query for query, _ in QUERIES[::3]]
    queries += ["lịch tiêm phòng", "tố cáo", "khu pho", '"khu phố 3"', "cao su lich"]
    for query in queries:
        typed = Entry.objects.search(query)
        results = typed.corrected or typed
        expected = find_plainly(results, entries)
        assert list(results._find(1000)) == expected, query
        assert results.count() == len(expected), query
