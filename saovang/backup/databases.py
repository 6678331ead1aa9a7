"""Dump and load the whole database with its own tools; a dump is consistent while the portal runs."""

import errno
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.core.management import CommandError
from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

Cursor = CursorWrapper | sqlite3.Cursor

OWNERLESS = ["--no-owner", "--no-privileges"]
# Drops all tables, whatever version created them; the dump's script then runs in the same transaction.
DROP_TABLES = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema()
  LOOP EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE'; END LOOP;
END $$;
"""


def dump(folder: Path) -> tuple[Path, dict[str, int], list[str]]:
    """Dump the database into `folder`; return the file, rows by table and applied migrations, of one snapshot.

    The dump is not compressed: what did not change since the last one is the same bytes, which restic stores once.
    """
    return _dump_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)


def load(file: Path) -> None:
    """Replace the whole database by a dump, or leave it unchanged and raise an error."""
    (_load_sqlite if connection.vendor == "sqlite" else _load_postgresql)(file)


def count_dumped_rows(file: Path) -> dict[str, int]:
    """Read a whole dump and return the number of rows of each table. Raises CommandError if it is damaged."""
    return (_count_dumped_sqlite if connection.vendor == "sqlite" else _count_dumped_postgresql)(file)


def count_rows() -> dict[str, int]:
    """Return the number of rows of each table."""
    with connection.cursor() as cursor:
        return _count_rows(cursor, sorted(table.name for table in connection.introspection.get_table_list(cursor)))


def _count_rows(cursor: Cursor, tables: list[str]) -> dict[str, int]:
    counts = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 – a name from the database's catalogue
        counts[table] = cursor.fetchone()[0]
    return counts


def _applied_migrations(cursor: Cursor) -> list[str]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in cursor.fetchall()]


# --- SQLite ---


def _dump_sqlite(folder: Path) -> tuple[Path, dict[str, int], list[str]]:
    file = folder / "database.sqlite3"
    with closing(sqlite3.connect(_sqlite_path())) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        return file, _count_sqlite_rows(target), _applied_migrations(target.cursor())


def _count_sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return _count_rows(database.cursor(), sorted(name for (name,) in tables))


def _count_dumped_sqlite(file: Path) -> dict[str, int]:
    with closing(sqlite3.connect(file)) as database:
        _check_integrity(database)
        return _count_sqlite_rows(database)


def _check_integrity(database: sqlite3.Connection) -> None:
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise CommandError("Cơ sở dữ liệu trong bản sao lưu bị hỏng. Chưa phục hồi gì.")


def _load_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(file)) as source:
        _check_integrity(source)
        connections.close_all()
        try:
            _overwrite_sqlite(source)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # The current file is not a database any more; keep it for inspection.
            for path in (_sqlite_path(), *(Path(f"{_sqlite_path()}{suffix}") for suffix in ("-wal", "-shm"))):
                if path.exists():
                    path.rename(path.with_name(f"{path.name}.damaged"))
            _overwrite_sqlite(source)


def _overwrite_sqlite(source: sqlite3.Connection) -> None:
    """Copy in one transaction of SQLite, so that other processes see the old or the new database."""
    with closing(sqlite3.connect(_sqlite_path(), timeout=30)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=WAL")


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"])


# --- PostgreSQL ---


def _dump_postgresql(folder: Path) -> tuple[Path, dict[str, int], list[str]]:
    file = folder / "database.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        counts, migrations = count_rows(), _applied_migrations(cursor)
        options = ["--format=custom", "--compress=0", *OWNERLESS, f"--snapshot={snapshot}", f"--file={file}"]
        _run("pg_dump", *_connection_arguments(options))
    return file, counts, migrations


def _write_script(file: Path) -> Path:
    script = file.with_suffix(".sql")
    _run("pg_restore", *OWNERLESS, "--clean", "--if-exists", f"--file={script}", str(file))
    return script


def _count_dumped_postgresql(file: Path) -> dict[str, int]:
    """Count the lines of data in the script of a dump: the portal's role may not create another database."""
    counts: dict[str, int] = {}
    table = ""
    with _write_script(file).open("rb") as lines:
        for line in lines:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                counts[table] += 1
            elif match := re.match(rb'COPY [^ ]+\."?(\w+)"? \(.*FROM stdin;$', line):
                table = match[1].decode()
                counts[table] = 0
    return counts


def _load_postgresql(file: Path) -> None:
    script = _write_script(file)
    drop = file.with_name("drop.sql")
    drop.write_text(DROP_TABLES)
    connections.close_all()
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run("psql", *_connection_arguments([*options, f"--file={drop}", f"--file={script}"]))


def _run(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise CommandError(f"Máy này thiếu chương trình {program}: hãy cài gói postgresql-client.")
    # The password is in the environment: every user of the machine could read it on the command line.
    _, credentials = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    environment = {
        **os.environ,
        **(credentials or {}),
        "PGOPTIONS": "--client-min-messages=warning",
        "LC_MESSAGES": "C",  # for the comparison of error messages below
    }
    command = [program, *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True)  # noqa: S603 – no user input
    if result.returncode != 0:
        if os.strerror(errno.ENOSPC) in result.stderr:
            raise OSError(errno.ENOSPC, result.stderr)
        raise CommandError(f"{program} không làm được: {result.stderr.strip()}")


def _connection_arguments(options: list[str]) -> Sequence[str]:
    """Add Django's arguments for psql, which pg_dump takes too."""
    return connection.client.settings_to_cmd_args_env(connection.settings_dict, options)[0][1:]
