"""The databases' own full-text search: SQLite's FTS5 and PostgreSQL's tsvector.

Both index the columns of search_entry and find the ids of the newest entries that match a condition; a scope selects
the columns that are searched. `condition()` returns a table, an SQL condition and its one parameter.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from saovang.search.query import AllOf, AnyOf, Condition, Prefix

MERGED_PAGES = 500  # of an index of SQLite at a time, which takes some hundredths of a second
RECENT = 1000  # entries that PostgreSQL reads for a phrase before it asks the index
SCOPES = ("title", "head", "all")  # the title; with the summary; with the body


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

    def condition(self, scope: str, condition: Condition, facets: Sequence[str]) -> tuple[str, str, str]:
        """Return the table of a query, its SQL condition, and the one parameter of that."""
        table = "search_titles" if scope == "title" else "search_words"
        query = f"{{{self._scopes[scope]}}} : ({_render(condition, ' AND ', ' OR ', self._phrase)})"
        return table, f"{table} MATCH %s", query + "".join(f' AND facets : "{facet}"' for facet in facets)

    def newest(self, sql: str, parameters: list, condition: Condition, number: int) -> tuple[str, list]:
        """Return SQL and parameters for the first `number` ids of a query, the newest first."""
        return f"{sql} ORDER BY key DESC {limit(number)}", parameters

    @contextmanager
    def by_index(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Answer queries of hundreds of words by the full-text index, as SQLite always does."""
        yield

    @staticmethod
    def _phrase(words: tuple[str, ...], is_prefix: bool) -> str:
        return f'"{" ".join(words)}"{" *" if is_prefix else ""}'


class PostgreSQL:
    """Generated tsvector columns, one a scope, each with a GIN index.

    FIELD_SEPARATOR (zz0), which no text contains, keeps phrases from spanning two columns.

    PostgreSQL's planner ignores the cost of detoasting tsvectors and prefers a scan of thousands of rows. The no-op
    function search_cost_hint, declared with COST 1000, makes it use the GIN index; it is only called for matching rows.
    The vectors of titles are short, so the planner knows their cost: for a word of many titles it reads the newest.
    """

    key = "id"
    _scopes = {
        "title": "title || ' zz0 ' || facets",
        "head": "title || ' zz0 ' || summary || ' zz0 ' || facets",
        "all": "title || ' zz0 ' || summary || ' zz0 ' || body || ' zz0 ' || facets",
    }

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Create missing objects."""
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_cost_hint(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE"
                " COST 1000 AS 'BEGIN RETURN true; END'"
            )
            for scope, expression in self._scopes.items():
                cursor.execute(
                    f"ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS in_{scope} tsvector"
                    f" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {expression})) STORED"
                )
                # The default statistics hold too few words to include all frequent ones.
                cursor.execute(f"ALTER TABLE search_entry ALTER COLUMN in_{scope} SET STATISTICS 1000")
                cursor.execute(f"CREATE INDEX IF NOT EXISTS search_in_{scope} ON search_entry USING gin (in_{scope})")
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

    @staticmethod
    def _set_fastupdate(cursor: CursorWrapper, enabled: bool) -> None:
        """Enable or disable the pending list of new words, which PostgreSQL merges at the next vacuum.

        The planner adds the cost of reading that list to every query, and then scans all entries instead.
        """
        for scope in SCOPES:
            cursor.execute(f"ALTER INDEX search_in_{scope} SET (fastupdate = {'on' if enabled else 'off'})")

    @staticmethod
    def _flush_pending_list(cursor: CursorWrapper) -> None:
        for scope in SCOPES:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [f"search_in_{scope}"])

    def condition(self, scope: str, condition: Condition, facets: Sequence[str]) -> tuple[str, str, str]:
        """Return the table of a query, its SQL condition, and the one parameter of that."""
        query = _render(condition, " & ", " | ", self._phrase)
        parameter = " & ".join([f"({query})", *facets])
        hint = "" if scope == "title" else " AND search_cost_hint(id)"
        return "search_entry", f"in_{scope} @@ %s::tsquery{hint}", parameter

    def newest(self, sql: str, parameters: list, condition: Condition, number: int) -> tuple[str, list]:
        """Return SQL and parameters for the first `number` ids of a query, the newest first.

        The planner expects as many texts with a phrase as with its words, and would look for a rare one in all texts
        from the newest on, 8 µs each. So that is limited to RECENT ones; older ones are found by their words.
        """
        if not _has_phrase(condition):
            return f"{sql} ORDER BY key DESC {limit(number)}", parameters
        oldest = (
            f"SELECT COALESCE(MIN(id), 0) FROM (SELECT id FROM search_entry ORDER BY id DESC LIMIT {RECENT}) AS ids"  # noqa: S608
        )
        recent = f"SELECT key FROM ({sql}) AS recent WHERE key >= ({oldest}) ORDER BY key DESC {limit(number)}"  # noqa: S608
        older = f"SELECT key FROM ({sql}) AS older WHERE key < ({oldest}) ORDER BY key + 0 DESC {limit(number)}"  # noqa: S608
        return f"({recent}) UNION ALL ({older}) {limit(number)}", [*parameters, *parameters]

    @contextmanager
    def by_index(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Answer queries of hundreds of words by the full-text index.

        The planner overestimates their matches and reads all texts instead, which takes a second for 10,000.
        """
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            yield

    @staticmethod
    def _phrase(words: tuple[str, ...], is_prefix: bool) -> str:
        return f"({' <-> '.join(words)}{':*' if is_prefix else ''})"


def get_engine(connection: BaseDatabaseWrapper) -> SQLite | PostgreSQL:
    """Return the engine of a database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def limit(number: int) -> str:
    """Return a LIMIT whose number PostgreSQL's planner does not know, so that it expects a tenth of all matches.

    For a number that it knows it reads all texts from the newest on until it has as many matches: for a rare phrase of
    frequent words, to the end. Now it does so only if the words are in many texts.
    """
    return f"LIMIT (SELECT {number})"


def _has_phrase(condition: Condition) -> bool:
    """Return whether a condition requires words next to each other."""
    if isinstance(condition, AllOf | AnyOf):
        return any(map(_has_phrase, condition.parts))
    return len(condition.words if isinstance(condition, Prefix) else condition) > 1


def _render(condition: Condition, and_: str, or_: str, phrase: Callable[[tuple[str, ...], bool], str]) -> str:
    """Return a condition as text; words consist of a to z and digits only, so nothing needs escaping."""
    if isinstance(condition, tuple):
        return phrase(condition, False)
    if isinstance(condition, Prefix):
        return phrase(condition.words, True)
    parts = [_render(part, and_, or_, phrase) for part in condition.parts]
    return f"({(and_ if isinstance(condition, AllOf) else or_).join(parts)})"
