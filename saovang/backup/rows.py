"""Every row from another database, whatever its kind, into the portal's own PostgreSQL: under the same keys, as it is.

Values go through the models' fields and past everything that a save does: no signal, no time of today, no new text.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from saovang.backup import BackupError
from saovang.core.text import format_number
from saovang.pagecache.models import ContentVersion

BATCH = 500
# What migrations and `manage.py setup` write by themselves.
MADE = {
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "contenttypes.ContentType",
    "procedures.GuideEntry",
    "saovang.ContentVersion",
    "search.Entry",
}


def refuse_filled() -> None:
    """What somebody has written into the portal's own database is never lost."""
    there = set(connection.introspection.table_names())
    filled = [
        f"{model._meta.db_table} ({format_number(model._base_manager.count())} dòng)"
        for model in _models()
        if model._meta.label not in MADE and model._meta.db_table in there and model._base_manager.exists()
    ]
    if filled:
        raise BackupError(
            f"Cơ sở dữ liệu mới không trống: {', '.join(filled)}. Hãy tạo một cơ sở dữ liệu trống. Chưa chuyển gì."
        )


def copy_all(source: str, say: Callable[[str], None]) -> dict[str, int]:
    """Replace every row by those of the database `source`, within a transaction; gives their numbers by table."""
    tables = ", ".join(_quoted(model._meta.db_table) for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        refuse_filled()
        generation = ContentVersion.objects.current()[0]
        cursor.execute(f"TRUNCATE {tables}")
        counts = {}
        for model in _models():
            table, expected = model._meta.db_table, model._base_manager.using(source).count()
            _copy(cursor, model, source)
            counts[table] = model._base_manager.count()
            if counts[table] != expected:
                raise BackupError(f"{table}: có {expected} dòng, chép được {counts[table]}. Chưa chuyển gì.")
            if expected:
                say(f"{table}: {format_number(expected)} → {format_number(counts[table])}")
        try:
            connection.check_constraints()
        except DatabaseError as error:
            raise BackupError(f"Dữ liệu cũ có dòng trỏ đến dòng không còn: {_first_lines(error)}") from error
        for reset in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(reset)
    number = max(generation, ContentVersion.objects.current()[0]) + 1  # no page kept before is of this one
    ContentVersion.objects.update_or_create(id=1, defaults={"number": number})
    return counts


def _copy(cursor: CursorWrapper, model: type[Model], source: str) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(_quoted(field.column or field.attname) for field in fields)
    insert = f"INSERT INTO {_quoted(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 – names of ours
    places = f"({', '.join(['%s'] * len(fields))})"
    rows = model._base_manager.using(source).order_by("pk").values_list("pk", *(field.attname for field in fields))
    for batch in _batches(rows.iterator(chunk_size=BATCH)):
        values = [
            field.get_db_prep_save(value, connection)
            for row in batch
            for field, value in zip(fields, row[1:], strict=True)
        ]
        try:
            cursor.execute(insert + ", ".join([places] * len(batch)), values)
        except DatabaseError as error:  # SQLite takes longer texts and larger numbers than a column is made for
            where = f"{model._meta.db_table}, từ dòng {batch[0][0]} đến dòng {batch[-1][0]}"
            raise BackupError(f"PostgreSQL không nhận {where}: {_first_lines(error)}") from error


def _models() -> list[type[Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _batches(rows: Iterator[tuple]) -> Iterator[list[tuple]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _first_lines(error: DatabaseError) -> str:
    return " ".join(str(error).split("\n")[:2])
