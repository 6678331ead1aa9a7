"""The answer to a search, page by page.

Ranked by steps, not by scores: all words in the title, then in title and summary, then anywhere; the words
with the accents they were typed with before other accents, the query's own names of places before others;
within a step the newest first. Each step reads only as many keys as the page needs, and the count is capped.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from saovang.search.engines import SCOPES, engine_of
from saovang.search.hits import Hit, hits
from saovang.search.index import keys_of_now, keys_of_year
from saovang.search.query import Group, Phrase, alternatives, groups, widened

CAP = 300  # pages enough for anybody; a phrase is looked for in every text that is counted


@dataclass(frozen=True, slots=True)
class Hints:
    """What would help where nothing was found."""

    missing: list[str]  # of the query, found nowhere
    shorter: str  # the query without these
    unfiltered: int  # how many there are without the filters


class Results:
    """A sequence for Paginator: `count()` and slices of hits."""

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

    def count(self) -> int:
        """How many there are, but at most CAP; see `more`."""
        return min(self._counted, CAP)

    @property
    def more(self) -> bool:
        """Whether there are more than `count` says."""
        return self._counted > CAP

    def hints(self) -> Hints:
        """Asked for where there are no results."""
        unfiltered = Results(self.phrases, self._synonyms) if self._facets or self._year else None
        parts = [self._select("all", groups([phrase]), limit=1) for phrase in self.phrases]
        found = self._union(parts)
        there = {step for step, _ in found}
        typed = [phrase.typed for phrase in self.phrases]
        return Hints(
            missing=[piece for rank, piece in enumerate(typed) if rank not in there],
            shorter=" ".join(piece for rank, piece in enumerate(typed) if rank in there),
            unfiltered=unfiltered.count() if unfiltered else 0,
        )

    def __getitem__(self, piece: slice) -> list[Hit]:
        marked = self.phrases + [name for *_, names in self._others for name in names]
        return hits(self._first(min(piece.stop, self.count()))[piece], marked)

    @cached_property
    def _others(self) -> list[tuple[int, int, list[Phrase]]]:
        return alternatives(self.phrases, self._synonyms)

    @cached_property
    def _steps(self) -> list[tuple[str, list[Group]]]:
        """Scope and groups of each step, the widest last."""
        if not self.phrases:
            return []
        ways = [groups(self.phrases)]
        if any(phrase.accented for phrase in self.phrases):
            ways.insert(0, groups(self.phrases, exact=True))
        if self._others:
            ways.append(widened(self.phrases, self._others))
        return [(scope, way) for way in ways for scope in SCOPES]

    @cached_property
    def _counted(self) -> int:
        if not self._steps:
            return 0
        # In no order: the database may stop at the first so many.
        sql, parameters = self._select(*self._steps[-1], limit=CAP + 1, order="")
        return self._run(f"SELECT count(*) FROM ({sql}) AS found", parameters)[0][0]  # noqa: S608

    def _first(self, number: int) -> list[tuple[int, int]]:
        """Kind and key of the first `number` things, in order; most queries need no more than the first steps."""
        found: dict[tuple[int, int], None] = {}
        for step in self._steps:
            sql, parameters = self._select(*step, limit=number)
            sql = f"SELECT kind, object_id FROM ({sql}) AS s JOIN search_entry ON id = key ORDER BY key DESC"  # noqa: S608
            found |= dict.fromkeys(self._run(sql, parameters))
            if len(found) >= number:
                break
        return list(found)[:number]

    def _union(self, selects: list[tuple[str, list]]) -> list[tuple[int, int]]:
        """The rows of several statements as one, each with the number of its statement."""
        parts = [f"SELECT {rank} AS step, key FROM ({sql}) AS s{rank}" for rank, (sql, _) in enumerate(selects)]  # noqa: S608
        return (
            self._run(" UNION ALL ".join(parts), [value for _, values in selects for value in values]) if parts else []
        )

    def _select(self, scope: str, way: list[Group], limit: int, order: str = "ORDER BY key DESC") -> tuple[str, list]:
        """The entries of one step, the newest first."""
        engine = engine_of(self._connection)
        condition, parameter = engine.condition(scope, way, self._facets)
        sql = (
            f"SELECT {engine.key} AS key FROM {engine.table}"  # noqa: S608 – no word of the query
            f" WHERE {condition} AND {self._span(engine.key)} {order} LIMIT {limit}"
        )
        return sql, [parameter]

    def _span(self, key: str) -> str:
        """The SQL of what is public by its time and of the year that is asked for: a stretch of keys."""
        past, standing = keys_of_now(timezone.now())
        if self._year:
            first, following = keys_of_year(self._year)
            return f"{key} BETWEEN {first} AND {min(following - 1, past)}"
        return f"({key} <= {past} OR {key} >= {standing})"

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        from saovang.search.models import Entry

        return connections[Entry.objects.db]

    def _run(self, sql: str, parameters: list) -> list[tuple]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
