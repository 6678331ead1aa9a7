"""The databases' own full text: how each keeps the words of entries and answers a question.

Both know the same columns and are asked for the same thing: the keys of the newest entries that match. What
matches is a list of groups that must all be there; a scope says how far from the title the words may stand.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from saovang.search.query import Group

SCOPES = ("title", "head", "all")  # the title; with the summary; with the text


class SQLite:
    """An FTS5 table beside the entries, kept in step by triggers."""

    table, key = "search_words", "rowid"
    _columns = "title, summary, body, facets"
    _scopes = {"title": "title", "head": "title summary", "all": "title summary body"}

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Create what is missing; Django drops triggers silently when it alters the table."""
        old, new = (", ".join(f"{row}.{name}" for name in self._columns.split(", ")) for row in ("old", "new"))
        drop = f"INSERT INTO search_words (search_words, rowid, {self._columns}) VALUES ('delete', old.id, {old});"  # noqa: S608
        add = f"INSERT INTO search_words (rowid, {self._columns}) VALUES (new.id, {new});"  # noqa: S608
        wanted = {
            "search_words": f"CREATE VIRTUAL TABLE search_words USING fts5({self._columns}, content='search_entry',"
            " content_rowid='id', tokenize='ascii')",
            "search_entry_added": f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {add} END",
            "search_entry_gone": f"CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN {drop} END",
            "search_entry_changed": "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry"
            f" BEGIN {drop} {add} END",
        }
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE name GLOB 'search_*'")
            missing = wanted.keys() - {name for (name,) in cursor.fetchall()}
            for name in wanted:
                if name in missing:
                    cursor.execute(wanted[name])
            if missing:
                cursor.execute("INSERT INTO search_words (search_words) VALUES ('rebuild')")

    def filling(self, connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
        """Around the transaction in which all entries are written."""
        return nullcontext()

    def settle(self, connection: BaseDatabaseWrapper) -> None:
        """At its end."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")

    def condition(self, scope: str, groups: list[Group], facets: Sequence[str]) -> tuple[str, str]:
        """The SQL that an entry must meet, and its one parameter."""
        text = f"{{{self._scopes[scope]}}} : ({_joined(groups, ' AND ', ' OR ', self._phrase)})"
        return "search_words MATCH %s", text + "".join(f' AND facets : "{facet}"' for facet in facets)

    @staticmethod
    def _phrase(words: tuple[str, ...]) -> str:
        return f'"{" ".join(words)}"'


class PostgreSQL:
    """Stored vectors of the words, one a scope, each with its GIN index. A word of no text stands between fields.

    The planner takes it for free to fetch a text's vector from where large values lie, and would rather look into
    thousands of them than ask the index. A condition that is always true and called dear makes it count the rows
    that are looked into; it is in fact asked of those that match.
    """

    table, key = "search_entry", "id"
    _scopes = {
        "title": "title || ' zz0 ' || facets",
        "head": "title || ' zz0 ' || summary || ' zz0 ' || facets",
        "all": "title || ' zz0 ' || summary || ' zz0 ' || body || ' zz0 ' || facets",
    }

    def create(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION search_dear(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE"
                " COST 1000 AS 'BEGIN RETURN true; END'"
            )
            for scope, words in self._scopes.items():
                cursor.execute(
                    f"ALTER TABLE search_entry ADD COLUMN IF NOT EXISTS in_{scope} tsvector"
                    f" GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, {words})) STORED"
                )
                # By default the planner knows too few of a text's words to tell the frequent ones.
                cursor.execute(f"ALTER TABLE search_entry ALTER COLUMN in_{scope} SET STATISTICS 1000")
                cursor.execute(f"CREATE INDEX IF NOT EXISTS search_in_{scope} ON search_entry USING gin (in_{scope})")
            self._let_words_wait(cursor, False)
            self._take_words_in(cursor)

    @contextmanager
    def filling(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Around the transaction, since an index is locked for this until the end of one: words go in many at once."""
        with connection.cursor() as cursor:
            self._let_words_wait(cursor, True)
            try:
                yield
            finally:
                self._let_words_wait(cursor, False)
                self._take_words_in(cursor)

    def settle(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            self._take_words_in(cursor)
            cursor.execute("ANALYZE search_entry")

    @staticmethod
    def _let_words_wait(cursor: CursorWrapper, wait: bool) -> None:
        """Whether new words go into a list beside the index, which is by default until the next vacuum. The planner
        counts reading that list with every question, and walks through all the entries instead.
        """
        for scope in SCOPES:
            cursor.execute(f"ALTER INDEX search_in_{scope} SET (fastupdate = {'on' if wait else 'off'})")

    @staticmethod
    def _take_words_in(cursor: CursorWrapper) -> None:
        for scope in SCOPES:
            cursor.execute("SELECT gin_clean_pending_list(%s)", [f"search_in_{scope}"])

    def condition(self, scope: str, groups: list[Group], facets: Sequence[str]) -> tuple[str, str]:
        """The SQL that an entry must meet, and its one parameter."""
        text = _joined(groups, " & ", " | ", self._phrase)
        return f"in_{scope} @@ %s::tsquery AND search_dear(id)", " & ".join([f"({text})", *facets])

    @staticmethod
    def _phrase(words: tuple[str, ...]) -> str:
        return f"({' <-> '.join(words)})"


def engine_of(connection: BaseDatabaseWrapper) -> SQLite | PostgreSQL:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _joined(groups: list[Group], both: str, either: str, phrase: Callable[[tuple[str, ...]], str]) -> str:
    """The groups as one expression; words are letters a to z and digits only, so nothing needs escaping."""

    def group(choices: Group) -> str:
        return "(" + either.join("(" + both.join(map(phrase, choice)) + ")" for choice in choices) + ")"

    return both.join(map(group, groups))
