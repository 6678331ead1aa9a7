"""How many of the queries of residents in queries.toml are answered. `pytest -s` prints the figures."""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from news.models import Photo
from saovang.demo import load
from saovang.search.models import Entry
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

    def photo_row(fields: dict[str, str]) -> Photo:
        return Photo(image=fields["file"], width=4, height=3, caption=fields["caption"], alt_text=fields["alt_text"])

    monkeypatch.setattr(load, "_store_photo", photo_row)
    monkeypatch.setattr(Photo, "variants", [])
    load.load_sample()
    add_first_synonyms()
    for fields in DATA["procedure"]:
        factories.procedure(**fields)
    for fields in DATA["article"]:
        factories.article(**fields)


def measure() -> Figures:
    ranks, unanswered, hopeless = [], [], []
    for query, answers in QUERIES:
        urls = [result.url for result in Entry.objects.search(query)[0:12]]
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
