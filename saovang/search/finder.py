"""Find the entries of tiers in the index.

Of each tier only as many ids are read as a page needs, and at most MAX_RESULTS + 1 are counted. Entries with higher ids
are newer (`saovang.search.sources`).
"""

from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from saovang.search.engines import SCOPES, Statement, get_engine, join_columns, limit, limit_to_one
from saovang.search.query import Condition
from saovang.search.sources import Key, public_id_range, public_ids, year_id_range
from saovang.search.tiers import Match, Tier

MAX_RESULTS = 120  # ten pages: nobody pages further, and a phrase must be looked up in every text that is counted


class EntryFinder:
    """Finds public entries with all of `facets` and, if given, of a year."""

    def __init__(self, facets: Iterable[str] = (), year: int | None = None) -> None:
        self._facets = list(facets)
        self._year = year
        self._engine = get_engine(connection)
        self._ids: dict[tuple, list[int]] = {}  # by `Tier.selection`
        self._existing: dict[tuple[str, Condition], bool] = {}  # whether a text fulfils a condition in a scope

    def count(self, tiers: Iterable[Tier]) -> int:
        """Return the number of texts in these tiers, at most one more than MAX_RESULTS.

        Of tiers with the same condition the one of the widest scope has all texts.
        """
        narrow_first = sorted(tiers, key=lambda tier: (not tier.undated, SCOPES.index(tier.scope)))
        widest = list({tier.condition: tier for tier in narrow_first}.values())
        self.load(widest)
        ids = {pk for tier in widest for pk in self._ids[tier.selection]}
        return min(len(ids), MAX_RESULTS + 1)

    def has_any(self, tier: Tier) -> bool:
        """Return whether a tier has a text; its ids are loaded then."""
        self.load([tier])
        return bool(self._ids[tier.selection])

    def load(self, tiers: Iterable[Tier]) -> None:
        """Load the ids of the tiers that are not loaded yet, by one query: all ids of a tier, or any MAX_RESULTS + 1.

        They need no order, so the database can stop at this number.
        """
        missing = list({tier.selection: tier for tier in tiers if tier.selection not in self._ids}.values())
        statements = [self._select(tier) for tier in missing]
        limited = [Statement(f"{sql} {limit(MAX_RESULTS + 1)}", parameters) for sql, parameters in statements]
        self._ids |= {tier.selection: ids for tier, ids in zip(missing, _fetch_ids(limited), strict=True)}

    def newest(self, tiers: list[Tier], number: int) -> list[list[int]]:
        """Return the first `number` ids of each tier, the newest first."""
        # Of these tiers any ids cost less than the newest, and are often all.
        self.load(tier for tier in tiers if tier.undated or self._engine.is_faster_unsorted(tier.condition))
        missing = [tier for tier in tiers if not self._has_all(tier)]
        statements = [
            self._engine.newest(tier.scope, tier.condition, self._facets, self._id_condition(tier), number)
            for tier in missing
        ]
        newest = dict(zip(missing, _fetch_ids(statements), strict=True))
        return [newest[tier] if tier in newest else self._ids[tier.selection][:number] for tier in tiers]

    def _has_all(self, tier: Tier) -> bool:
        """Return whether all ids of a tier are loaded."""
        return tier.selection in self._ids and len(self._ids[tier.selection]) <= MAX_RESULTS

    def newest_keys(self, scope: str, condition: Condition, number: int) -> list[Key]:
        """Return the objects of the first `number` texts that fulfil a condition, whatever their facets and year."""
        ids, parameters = self._engine.select(scope, condition, (), "TRUE")
        sql = f"SELECT source, object_id FROM search_entry WHERE id IN ({ids}) ORDER BY id DESC LIMIT {number}"  # noqa: S608
        return [Key(*row) for row in _fetch(sql, parameters)]

    def exists(self, scope: str, condition: Condition) -> bool:
        """Return whether a text fulfils a condition in a scope."""
        return self.exists_each(scope, [condition])[0]

    def exists_each(self, scope: str, conditions: list[Condition]) -> list[bool]:
        """Return for each condition whether a text fulfils it, by one query."""
        keys = [(scope, condition) for condition in conditions]
        if missing := [key for key in keys if key not in self._existing]:
            selects = [self._select(Tier(Match.FULL, *key)) for key in missing]
            columns = ", ".join(
                f"({select.sql} {limit_to_one(condition)}) IS NOT NULL"
                for select, (_, condition) in zip(selects, missing, strict=True)
            )
            (row,) = _fetch(f"SELECT {columns}", [value for select in selects for value in select.parameters])
            self._existing |= dict(zip(missing, map(bool, row), strict=True))
        return [self._existing[key] for key in keys]

    def _select(self, tier: Tier) -> Statement:
        """Return a statement that selects the ids of one tier."""
        select = self._engine.select_without_index if tier.undated else self._engine.select
        return select(tier.scope, tier.condition, self._facets, self._id_condition(tier))

    def _id_condition(self, tier: Tier) -> str:
        """Return SQL that selects entries that are public now and of the requested year, or undated ones."""
        now, key = timezone.now(), self._engine.key
        if tier.undated:
            return f"{key} >= {public_id_range(now)[1]}"
        if self._year:
            first, first_of_next_year = year_id_range(self._year)
            return f"{key} BETWEEN {first} AND {min(first_of_next_year - 1, public_id_range(now)[0])}"
        return public_ids(key, now)


def load_keys(ids: list[int]) -> dict[int, Key]:
    """Return the object of each entry by the id of the entry."""
    if not ids:
        return {}
    rows = _fetch(f"SELECT id, source, object_id FROM search_entry WHERE id IN ({str(ids)[1:-1]})", [])  # noqa: S608
    return {pk: Key(source, object_id) for pk, source, object_id in rows}


def load_words(keys: Iterable[Key]) -> dict[Key, str]:
    """Return the words of the entry of each object, as the index has them, with a space before and after them."""
    if not (conditions := " OR ".join(f"(source = {source} AND object_id = {pk})" for source, pk in keys)):
        return {}
    texts = join_columns("title", "summary", "body")
    rows = _fetch(f"SELECT source, object_id, {texts} FROM search_entry WHERE {conditions}", [])  # noqa: S608
    return {Key(source, pk): f" {words} " for source, pk, words in rows}


def _fetch_ids(statements: list[Statement]) -> list[list[int]]:
    """Return the ids that each statement selects, the newest first, by one query."""
    if not statements:
        return []
    parts = [f"SELECT {index}, key FROM ({sql}) AS tier_{index}" for index, (sql, _) in enumerate(statements)]  # noqa: S608
    rows = _fetch(" UNION ALL ".join(parts), [value for _, parameters in statements for value in parameters])
    return [sorted((pk for number, pk in rows if number == index), reverse=True) for index in range(len(statements))]


def _fetch(sql: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
