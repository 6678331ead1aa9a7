"""The lookup `folded`: `Page.objects.filter(title__folded="thong bao")` also finds "THÔNG BÁO".

It reads every row: 20,000 titles take half a second of CPU on SQLite. The index of the public search has no drafts.
"""

from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func, Lookup, TextField
from django.db.models.lookups import Contains
from django.db.models.sql.compiler import SQLCompiler

from saovang.core.text import fold

# The letters that fold() changes, for PostgreSQL's translate(), which replaces single characters.
_LETTERS = "".join(char for char in map(chr, range(0x2000)) if char != fold(char) and "a" <= fold(char) <= "z")


class Fold(Func):
    """The text without case and accents, as `fold()` returns it. Stored text is in NFC already."""

    function = "fold"
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = f"translate(%(expressions)s, '{_LETTERS}', '{fold(_LETTERS)}')"
        return self.as_sql(compiler, connection, template=template, **context)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Lookup):
    """Contains the text, whatever its case and accents."""

    lookup_name = "folded"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        return compiler.compile(Contains(Fold(self.lhs), fold(str(self.rhs))))


@lru_cache(maxsize=64)  # a row is folded once, not once for each word of the query
def _fold_or_null(text: str | None) -> str | None:
    return None if text is None else fold(text)


def add_fold_function(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Define fold() in a new connection to SQLite; a receiver of `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("fold", 1, _fold_or_null, deterministic=True)
