"""The databases' own full-text search: SQLite's FTS5 and PostgreSQL's tsvector.

Both index the columns of search_entry and find the ids of the newest entries that match a condition; a scope selects
the columns that are searched.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from saovang.core.text import without_accents
from saovang.search.query import AllOf, AnyOf, Condition, Prefix

MERGED_PAGES = 500  # of an index of SQLite at a time, which takes some hundredths of a second
# Entries that PostgreSQL compares one by one before it asks an index, in less than 1 ms.
RECENT = {"title": 300, "head": 300, "all": 100}
FORM_SEPARATOR = "zz0"  # between the folded words of a text, its exact words and the words for its numbers
TEXT_SEPARATOR = "zz1"  # between the texts of an object: its title, its summary, its body and its files
SCOPES = ("title", "head", "all")  # the title; with the summary; with the body


class Statement(NamedTuple):
    """An SQL statement and its parameters."""

    sql: str
    parameters: list[str]


def join_columns(*columns: str) -> str:
    """Return an SQL expression for the texts of columns with TEXT_SEPARATOR between them."""
    return f" || ' {TEXT_SEPARATOR} ' || ".join(columns)


class SQLite:
    """FTS5 tables with the entries as external content, updated by triggers: one of all words, one of titles.

    The second is a tenth of the first, so a title is found in a fraction of the time, and it has an index of the first
    letters of words.
    """

    key = "rowid"
    _tables = {"search_words": "title, summary, body, facets", "search_titles": "title, facets"}
    _options = {"search_words": "", "search_titles": ", prefix='1 2 3'"}
    _scopes = {"title": "title", "head": "title summary", "all": "title summary body"}

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Create missing objects; Django drops triggers silently when it alters the table."""
        for table, columns in self._tables.items():
            self._create_table(connection, table, columns, self._options[table])

    @staticmethod
    def _create_table(connection: BaseDatabaseWrapper, table: str, columns: str, options: str) -> None:
        old, new = (", ".join(f"{row}.{name}" for name in columns.split(", ")) for row in ("old", "new"))
        delete = f"INSERT INTO {table} ({table}, rowid, {columns}) VALUES ('delete', old.id, {old});"  # noqa: S608
        insert = f"INSERT INTO {table} (rowid, {columns}) VALUES (new.id, {new});"  # noqa: S608
        statements = {
            table: f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, content='search_entry', content_rowid='id',"
            f" tokenize='ascii'{options})"
        }
        for event, body in (("INSERT", insert), ("DELETE", delete), ("UPDATE", f"{delete} {insert}")):
            name = f"{table}_{event.lower()}"
            statements[name] = f"CREATE TRIGGER {name} AFTER {event} ON search_entry BEGIN {body} END"
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE name GLOB 'search_*'")
            missing = statements.keys() - {name for (name,) in cursor.fetchall()}
            for name, statement in statements.items():
                if name in missing:
                    cursor.execute(statement)
            if missing:
                cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608

    @contextmanager
    def bulk_indexing(self, connection: BaseDatabaseWrapper) -> Iterator[Callable[[], None]]:
        """Yield a function to call after each batch of entries, and optimize the index at the end.

        What is missing is created first. The index is merged in steps, because 'optimize' would hold the write lock for
        seconds.
        """
        self.create(connection)
        yield lambda: None
        with connection.cursor() as cursor:
            for table in self._tables:
                pages = -MERGED_PAGES  # negative: merge everything, whatever its level
                changes = -2
                while connection.connection.total_changes - changes > 1:
                    changes = connection.connection.total_changes
                    cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
                    pages = MERGED_PAGES

    def pairs(self, title: str, summary: str, body: str) -> str:
        """Return no pairs of words, because the index knows the positions of words."""
        return ""

    def select(self, scope: str, condition: Condition, facets: Sequence[str], ids: str) -> Statement:
        """Return a statement for the ids of the texts that fulfil a condition, in any order."""
        table = "search_titles" if scope == "title" else "search_words"
        query = f"{{{self._scopes[scope]}}} : ({_render(condition, ' AND ', ' OR ', self._phrase)})"
        query += "".join(f' AND facets : "{facet}"' for facet in facets)
        return Statement(f"SELECT rowid AS key FROM {table} WHERE {table} MATCH %s AND {ids}", [query])  # noqa: S608

    select_without_index = select

    def is_faster_unsorted(self, condition: Condition) -> bool:
        """Return whether `select` costs much less than `newest`: never, because the index is sorted by ids."""
        return False

    def newest(self, scope: str, condition: Condition, facets: Sequence[str], ids: str, number: int) -> Statement:
        """Return a statement for the first `number` ids of such texts, the newest first."""
        statement = self.select(scope, condition, facets, ids)
        return Statement(f"{statement.sql} ORDER BY key DESC LIMIT {number}", statement.parameters)

    @staticmethod
    def _phrase(words: tuple[str, ...], is_prefix: bool) -> str:
        return f'"{" ".join(words)}"{" *" if is_prefix else ""}'


class PostgreSQL:
    """Generated tsvector columns, one a scope, each with a GIN index, and a GIN index of pairs of neighbouring words.

    A GIN index has no positions: a phrase would be looked up in each text that has its words, 8 µs each. So it is
    looked up in the texts that have its pairs of words. The index has pairs of folded words only, because texts are
    compared anyway. A pair begins with the first letter of its scope: "h_le_hoi" is in title or summary.

    TEXT_SEPARATOR and FORM_SEPARATOR, which no text contains, keep phrases from spanning two texts.

    PostgreSQL's planner ignores the cost of detoasting tsvectors and prefers a scan of thousands of rows. The no-op
    function search_cost_hint, declared with COST 1000, makes it use the GIN index; it is only called for matching rows.
    The vectors of titles are short, so the planner knows their cost: for a word of many titles it reads the newest.
    """

    key = "id"
    _scopes = {
        "title": join_columns("title", "facets"),
        "head": join_columns("title", "summary", "facets"),
        "all": join_columns("title", "summary", "body", "facets"),
    }
    _indexes = (*(f"search_in_{scope}" for scope in SCOPES), "search_in_pairs")

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Create missing objects."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_cost_hint(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE"
                " COST 1000 AS 'BEGIN RETURN true; END'"
            )
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_pairs(pairs text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE"
                " COST 1000 AS $$ BEGIN RETURN array_to_tsvector(string_to_array(pairs, ' ')); END $$"
            )
            for scope, expression in self._scopes.items():
                cursor.execute(
                    f"ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS in_{scope} tsvector"
                    f" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {expression})) STORED"
                )
                # The default statistics hold too few words to include all frequent ones.
                cursor.execute(f"ALTER TABLE search_entry ALTER COLUMN in_{scope} SET STATISTICS 1000")
                cursor.execute(f"CREATE INDEX IF NOT EXISTS search_in_{scope} ON search_entry USING gin (in_{scope})")
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_in_pairs ON search_entry USING gin (search_pairs(pairs));"
                "ALTER INDEX search_in_pairs ALTER COLUMN 1 SET STATISTICS 0"  # they would cost seconds
            )
            self._set_fastupdate(cursor, False)
            self._flush_pending_list(cursor)

    @contextmanager
    def bulk_indexing(self, connection: BaseDatabaseWrapper) -> Iterator[Callable[[], None]]:
        """Yield a function to call after each batch of entries: their words enter the indexes in bulk.

        Changing fastupdate locks an index until the end of its transaction, so it must be outside of those of batches.
        """
        with connection.cursor() as cursor:
            self._set_fastupdate(cursor, True)
            try:
                yield partial(self._flush_pending_list, cursor)
                cursor.execute("ANALYZE search_entry")
            finally:
                self._set_fastupdate(cursor, False)
                self._flush_pending_list(cursor)

    @classmethod
    def _set_fastupdate(cls, cursor: CursorWrapper, enabled: bool) -> None:
        """Enable or disable the pending list of new words, which PostgreSQL merges at the next vacuum.

        The planner adds the cost of reading that list to every query, and then scans all entries instead.
        """
        for index in cls._indexes:
            cursor.execute(f"ALTER INDEX {index} SET (fastupdate = {'on' if enabled else 'off'})")

    @classmethod
    def _flush_pending_list(cls, cursor: CursorWrapper) -> None:
        for index in cls._indexes:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [index])

    def pairs(self, title: str, summary: str, body: str) -> str:
        """Return the pairs of neighbouring folded words of these texts, as the index has them."""
        in_title = _find_pairs(title)
        in_head = in_title | _find_pairs(summary)
        scopes = {"title": in_title, "head": in_head, "all": in_head | _find_pairs(body)}
        return " ".join([f"{scope[0]}_{pair}" for scope, found in scopes.items() for pair in found])

    def select(self, scope: str, condition: Condition, facets: Sequence[str], ids: str) -> Statement:
        """Return a statement for the ids of the texts that fulfil a condition, in any order."""
        if pairs := _require_pairs(condition, scope[0]):
            found = self.select_without_index(scope, condition, facets, ids)
            return Statement(f"{found.sql} AND search_pairs(pairs) @@ %s::tsquery", [*found.parameters, pairs])
        hint = "" if scope == "title" else " AND search_cost_hint(id)"
        query = self._query(condition, facets)
        return Statement(f"SELECT id AS key FROM search_entry WHERE in_{scope} @@ %s::tsquery{hint} AND {ids}", [query])  # noqa: S608

    def select_without_index(self, scope: str, condition: Condition, facets: Sequence[str], ids: str) -> Statement:
        """Return such a statement for a condition `ids` that few texts fulfil: it does not use the index of words."""
        match = f"(in_{scope} @@ %s::tsquery) IS TRUE AND {ids}"
        return Statement(f"SELECT id AS key FROM search_entry WHERE {match}", [self._query(condition, facets)])  # noqa: S608

    def is_faster_unsorted(self, condition: Condition) -> bool:
        """Return whether `select` costs much less than `newest`: for phrases it does."""
        return bool(_require_pairs(condition, ""))

    def newest(self, scope: str, condition: Condition, facets: Sequence[str], ids: str, number: int) -> Statement:
        """Return a statement for the first `number` ids of such texts, the newest first.

        What many texts have is found in the RECENT ones, the rest by an index. The planner cannot know which it is.
        """
        found = self.select(scope, condition, facets, ids)
        recent = (
            f"(SELECT id, in_{scope} FROM search_entry WHERE {ids} ORDER BY id DESC LIMIT {RECENT[scope]}) AS recent"  # noqa: S608
        )
        return Statement(
            f"(SELECT id AS key FROM {recent} WHERE in_{scope} @@ %s::tsquery ORDER BY id DESC LIMIT {number})"  # noqa: S608
            f" UNION ALL ({found.sql} AND id + 0 < (SELECT MIN(id) FROM {recent}) ORDER BY id + 0 DESC LIMIT {number})"
            f" LIMIT {number}",
            [self._query(condition, facets), *found.parameters],
        )

    def _query(self, condition: Condition, facets: Sequence[str]) -> str:
        return " & ".join([f"({_render(condition, ' & ', ' | ', self._phrase)})", *facets])

    @staticmethod
    def _phrase(words: tuple[str, ...], is_prefix: bool) -> str:
        return f"({' <-> '.join(words)}{':*' if is_prefix else ''})"


def get_engine(connection: BaseDatabaseWrapper) -> SQLite | PostgreSQL:
    """Return the engine of a database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def limit(number: int) -> str:
    """Return a LIMIT whose number PostgreSQL's planner does not know. It expects a tenth of all matches then.

    For a small number that it knows, it would read all texts in order until it has so many matches. It would read them
    to the end for a rare phrase of frequent words.
    """
    return f"LIMIT (SELECT {number})"


def limit_to_one(condition: Condition) -> str:
    """Return a LIMIT for whether any text fulfils a condition. The planner knows how frequent a single word is."""
    is_word = isinstance(condition, tuple) and len(condition) == 1
    return "LIMIT 1" if is_word else limit(1)


def _find_pairs(texts: str) -> set[str]:
    """Return the pairs of neighbouring folded words in texts as the index has them."""
    pairs = set()
    for text in texts.split(f" {TEXT_SEPARATOR} "):
        words = text.partition(f" {FORM_SEPARATOR} ")[0].split()
        pairs.update([f"{first}_{second}" for first, second in pairwise(words)])
    return pairs


def _require_pairs(condition: Condition, scope: str) -> str:
    """Return a tsquery for the pairs of words that a condition requires, or "" if it can be fulfilled without any."""
    if isinstance(condition, AllOf | AnyOf):
        parts = [_require_pairs(part, scope) for part in condition.parts]
        if isinstance(condition, AnyOf) and not all(parts):
            return ""
        required = list(filter(None, parts))
        return f"({(' & ' if isinstance(condition, AllOf) else ' | ').join(required)})" if required else ""
    words, end = (condition.words, ":*") if isinstance(condition, Prefix) else (condition, "")
    pairs = [f"{scope}_{first}_{second}" for first, second in pairwise(map(without_accents, words))]
    return f"({' & '.join(pairs)}{end})" if pairs else ""


def _render(condition: Condition, and_: str, or_: str, phrase: Callable[[tuple[str, ...], bool], str]) -> str:
    """Return a condition as text; words consist of a to z and digits only, so nothing needs escaping."""
    if isinstance(condition, tuple):
        return phrase(condition, False)
    if isinstance(condition, Prefix):
        return phrase(condition.words, True)
    parts = [_render(part, and_, or_, phrase) for part in condition.parts]
    return f"({(and_ if isinstance(condition, AllOf) else or_).join(parts)})"
