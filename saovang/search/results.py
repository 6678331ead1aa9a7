"""Ranked search results, loaded page by page.

Results are ranked by tiers, not by scores: all words in the title, then in title and summary, then anywhere; exact
accents before other accents; the query's own place names before synonyms. Within a tier the newest comes first.
Each tier reads only as many ids as the page needs, and the count is capped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.safestring import SafeString

from saovang.search.engines import SCOPES, get_engine
from saovang.search.excerpt import excerpt, highlight
from saovang.search.query import Clause, Phrase, SynonymMatch, expand_synonyms, match_synonyms, to_clauses
from saovang.search.sources import SearchSource, public_id_range, sources, year_id_range

MAX_RESULTS = 300  # nobody pages further, and a phrase must be looked up in every text that is counted


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A result as the page shows it, with the words of the query highlighted."""

    title: SafeString
    excerpt: SafeString
    url: str
    subtitle: str
    published_at: datetime | None  # local time


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to try when nothing was found."""

    missing: list[str]  # phrases that occur nowhere
    shorter_query: str  # the query without these
    unfiltered_count: int  # number of results without the filters


class SearchResults:
    """A sequence for Paginator: `count()` and slices of results."""

    def __init__(
        self,
        phrases: list[Phrase],
        synonyms: Iterable[tuple[str, str]],
        facets: Sequence[str] = (),
        year: int | None = None,
    ) -> None:
        self.phrases = phrases
        self._synonyms = synonyms
        self._facets = facets
        self._year = year
        self._engine = get_engine(connection)

    def count(self) -> int:
        """Return the number of results, at most MAX_RESULTS."""
        return min(self._count, MAX_RESULTS)

    @property
    def has_more(self) -> bool:
        """Return True if there are more than MAX_RESULTS."""
        return self._count > MAX_RESULTS

    def suggestions(self) -> Suggestions:
        """Return what to try; call it only if there are no results."""
        unfiltered_count = 0
        if self._facets or self._year:
            unfiltered_count = SearchResults(self.phrases, self._synonyms).count()
        missing: list[str] = []
        found: list[str] = []
        for phrase in self.phrases:
            occurs = self._fetch(*self._select("all", to_clauses([phrase]), limit=1))
            (found if occurs else missing).append(phrase.text)
        return Suggestions(missing, " ".join(found), unfiltered_count)

    def __getitem__(self, index: slice) -> list[SearchResult]:
        synonyms = [name for match in self._synonym_matches for name in match.names]
        return load_results(self._find(min(index.stop, self.count()))[index], self.phrases + synonyms)

    @cached_property
    def _synonym_matches(self) -> list[SynonymMatch]:
        return match_synonyms(self.phrases, self._synonyms)

    @cached_property
    def _tiers(self) -> list[tuple[str, list[Clause]]]:
        """Scope and clauses of each tier, the widest last."""
        if not self.phrases:
            return []
        queries = [to_clauses(self.phrases)]
        if any(phrase.accented for phrase in self.phrases):
            queries.insert(0, to_clauses(self.phrases, exact=True))
        if self._synonym_matches:
            queries.append(expand_synonyms(self.phrases, self._synonym_matches))
        return [(scope, clauses) for clauses in queries for scope in SCOPES]

    @cached_property
    def _count(self) -> int:
        if not self._tiers:
            return 0
        # Without an order the database can stop at the limit.
        sql, parameters = self._select(*self._tiers[-1], limit=MAX_RESULTS + 1, order="")
        return self._fetch(f"SELECT count(*) FROM ({sql}) AS entries", parameters)[0][0]  # noqa: S608

    def _find(self, number: int) -> list[tuple[int, int]]:
        """Return source and object id of the first `number` results; most queries need only the first tiers."""
        found: dict[tuple[int, int], None] = {}
        for tier in self._tiers:
            sql, parameters = self._select(*tier, limit=number)
            sql = f"SELECT source, object_id FROM ({sql}) AS s JOIN search_entry ON id = key ORDER BY key DESC"  # noqa: S608
            found |= dict.fromkeys(self._fetch(sql, parameters))
            if len(found) >= number:
                break
        return list(found)[:number]

    def _select(
        self, scope: str, clauses: list[Clause], limit: int, order: str = "ORDER BY key DESC"
    ) -> tuple[str, list]:
        """Return SQL and parameters that select the ids of one tier, newest first."""
        key = self._engine.key
        condition, parameter = self._engine.condition(scope, clauses, self._facets)
        sql = (
            f"SELECT {key} AS key FROM {self._engine.table}"  # noqa: S608 – no word of the query
            f" WHERE {condition} AND {self._id_condition(key)} {order} LIMIT {limit}"
        )
        return sql, [parameter]

    def _id_condition(self, key: str) -> str:
        """Return SQL that selects entries that are public now and of the requested year."""
        last_public, first_undated = public_id_range(timezone.now())
        if self._year:
            first, first_of_next_year = year_id_range(self._year)
            return f"{key} BETWEEN {first} AND {min(first_of_next_year - 1, last_public)}"
        return f"({key} <= {last_public} OR {key} >= {first_undated})"

    def _fetch(self, sql: str, parameters: list) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def load_results(keys: Sequence[tuple[int, int]], phrases: Sequence[Phrase]) -> list[SearchResult]:
    """Load the objects with these source numbers and ids that are public now, with `phrases` highlighted."""
    ids: dict[int, list[int]] = {}
    for number, object_id in keys:
        ids.setdefault(number, []).append(object_id)
    objects = {(number, obj.pk): obj for number in ids for obj in sources[number].load_public(ids[number])}
    return [_make_result(sources[key[0]], objects[key], phrases) for key in keys if key in objects]


def _make_result(source: SearchSource, obj: Any, phrases: Sequence[Phrase]) -> SearchResult:
    document = source.document(obj)
    summary_is_start_of_body = document.body.startswith(document.summary.rstrip("…"))
    text = document.body if summary_is_start_of_body else f"{document.summary} {document.body}"
    published_at = document.published_at
    return SearchResult(
        title=highlight(document.title, phrases),
        excerpt=excerpt(text, phrases),
        url=document.url or obj.get_absolute_url(),
        subtitle=document.subtitle or source.label,
        published_at=published_at and timezone.localtime(published_at).replace(microsecond=0),
    )
