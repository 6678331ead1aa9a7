"""Migrate a portal from SQLite and files to PostgreSQL and the configured storage, completely or not at all.

The old portal is only read, so it can go on as before. Files are copied first, because a file without a row does no
harm; then all rows, in one transaction, with their primary keys. Values bypass signals, defaults and `save()`.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.color import no_style
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.db.utils import ConnectionHandler

from saovang.accounts import encryption
from saovang.backup import media
from saovang.backup.archive import sha256
from saovang.backup.utils import Progress, exclusive_lock, invalidate_caches, report_files, wrap_errors
from saovang.core.text import format_number
from saovang.media import visibility
from saovang.media.storage import LocalMediaStorage
from saovang.pagecache.models import ContentVersion

SOURCE = "migration_source"  # alias of the old database
THREADS = 8  # an object store has a long latency per file
BATCH = 500
# Written by migrations and `manage.py setup`, or not content.
SEEDED_MODELS = [
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "contenttypes.ContentType",
    "news.FeedIdentity",
    "core.CacheEntry",
    "pagecache.ContentVersion",
    "procedures.GuideEntry",
    "search.Entry",
]


def migrate(database: Path, media_folder: Path, progress: Progress) -> tuple[dict[str, int], int]:
    """Copy a SQLite database and a media folder into the configured services. Raises CommandError if it fails.

    Return the number of rows by table, and the number of files.
    """
    if connection.vendor != "postgresql":
        raise CommandError("Hãy đặt DATABASE_URL=postgres://… của cơ sở dữ liệu mới trước khi chuyển.")
    with exclusive_lock(), wrap_errors():
        require_empty_database()
        with _open_source(database):
            progress("Đang chuẩn bị cơ sở dữ liệu mới …")
            call_command("migrate", verbosity=0)
            _require_same_version()
            _require_same_secret_key()
            files = _copy_files(LocalMediaStorage(media_folder), progress)
            progress("Đang chép dữ liệu, mỗi bảng: số dòng cũ → số dòng mới")
            with transaction.atomic():
                counts = _copy_rows(progress)
        visibility.sync_all()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # to the planner the tables are still empty
        return counts, files


@contextmanager
def _open_source(database: Path) -> Iterator[None]:
    """Open and lock the old database: what a portal that still runs would write would be lost."""
    options = {"transaction_mode": "EXCLUSIVE", "timeout": 3, "init_command": "PRAGMA locking_mode=EXCLUSIVE"}
    source = {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}
    connections[SOURCE] = ConnectionHandler({"default": settings.DATABASES["default"], SOURCE: source})[SOURCE]
    with ExitStack() as stack:
        stack.callback(connections[SOURCE].close)
        try:
            stack.enter_context(transaction.atomic(using=SOURCE))
        except OperationalError as error:
            if "locked" in str(error):
                raise CommandError(f"Trang cũ còn chạy trên {database}: hãy dừng trước. Chưa chuyển gì.") from error
            raise CommandError(f"Không mở được {database}: {error}. Chưa chuyển gì.") from error
        except DatabaseError as error:
            raise CommandError(f"{database} không phải cơ sở dữ liệu SQLite. Chưa chuyển gì.") from error
        yield


def require_empty_database() -> None:
    """Raise CommandError if the configured database has content."""
    tables = set(connection.introspection.table_names())
    seeded = {apps.get_model(label) for label in SEEDED_MODELS}
    filled = [
        f"{model._meta.db_table} ({format_number(model._base_manager.count())} dòng)"
        for model in _models()
        if model not in seeded and model._meta.db_table in tables and model._base_manager.exists()
    ]
    if filled:
        raise CommandError(
            f"Cơ sở dữ liệu mới không trống: {', '.join(filled)}. Hãy tạo một cơ sở dữ liệu trống. Chưa chuyển gì."
        )


def _require_same_version() -> None:
    """Raise CommandError if the applied migrations differ: rows would not fit the tables."""
    old, new = (set(MigrationRecorder(connections[alias]).applied_migrations()) for alias in (SOURCE, "default"))
    if different := sorted(f"{app}.{name}" for app, name in old ^ new):
        raise CommandError(
            f"Trang cũ và bản này khác phiên bản ({', '.join(different[:3])}). Hãy nâng cấp trang cũ lên bản này, "
            "rồi mới chuyển. Chưa chuyển gì."
        )


def _require_same_secret_key() -> None:
    """Raise CommandError if SECRET_KEY does not decrypt TOTP secrets: their owners could not sign in any more."""
    authenticators = Authenticator.objects.using(SOURCE).filter(type=Authenticator.Type.TOTP)
    secrets = [authenticator.data["secret"] for authenticator in authenticators]
    if secrets and not any(map(encryption.is_readable, secrets)):
        raise CommandError("SECRET_KEY không phải của trang cũ: hãy chép sang đúng khóa ấy. Chưa chuyển gì.")


def _copy_files(source: LocalMediaStorage, progress: Progress) -> int:
    """Copy every file that is not stored yet, and return the number of files.

    An interrupted migration therefore continues where it stopped.
    """
    names, stored = media.names(source), set(media.names())
    if foreign := sorted(stored - set(names)):
        raise CommandError(f"Kho mới đã có tệp không phải của trang cũ, như {foreign[0]}: cần một kho trống.")

    def copy(name: str) -> None:
        with source.open(name) as file:
            if name in stored and media.is_stored(name, sha256(file)):
                return
            file.seek(0)
            media.store(name, file)

    pool = ThreadPoolExecutor(THREADS)
    try:
        for number, _ in enumerate(pool.map(copy, names), start=1):
            report_files(number, len(names), progress)
    finally:
        pool.shutdown(cancel_futures=True)  # after an error, skip the other files
    if missing := set(names) - set(media.names()):
        raise CommandError(f"Sau khi chép, kho mới thiếu {len(missing)} tệp, như {min(missing)}. Hãy chạy lại.")
    return len(names)


def _copy_rows(progress: Progress) -> dict[str, int]:
    """Replace all rows by those of the old database, in the current transaction; return their number by table."""
    tables = ", ".join(_quote(model._meta.db_table) for model in _models())
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        require_empty_database()
        version = ContentVersion.objects.current()[0]
        cursor.execute(f"TRUNCATE {tables}")
        counts = {}
        for model in _models():
            table, expected = model._meta.db_table, model._base_manager.using(SOURCE).count()
            _copy_table(cursor, model)
            counts[table] = model._base_manager.count()
            if counts[table] != expected:
                raise CommandError(f"{table}: có {expected} dòng, chép được {counts[table]}. Chưa chuyển gì.")
            if expected:
                progress(f"{table}: {format_number(expected)} → {format_number(counts[table])}")
        try:
            connection.check_constraints()
        except DatabaseError as error:
            raise CommandError(f"Dữ liệu cũ có dòng trỏ đến dòng không còn: {_first_lines(error)}") from error
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    invalidate_caches(version)
    return counts


def _copy_table(cursor: CursorWrapper, model: type[Model]) -> None:
    fields = model._meta.concrete_fields
    columns = ", ".join(_quote(field.column or field.attname) for field in fields)
    insert = f"INSERT INTO {_quote(model._meta.db_table)} ({columns}) VALUES "  # noqa: S608 – names from our models
    placeholders = f"({', '.join(['%s'] * len(fields))})"
    queryset = model._base_manager.using(SOURCE).order_by("pk")
    rows = queryset.values_list("pk", *(field.attname for field in fields)).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        values = [
            field.get_db_prep_save(value, connection)
            for row in batch
            for field, value in zip(fields, row[1:], strict=True)
        ]
        try:
            cursor.execute(insert + ", ".join([placeholders] * len(batch)), values)
        except DatabaseError as error:  # SQLite does not limit the length of texts and the size of numbers
            location = f"{model._meta.db_table}, từ dòng {batch[0][0]} đến dòng {batch[-1][0]}"
            raise CommandError(f"PostgreSQL không nhận {location}: {_first_lines(error)}") from error


def _models() -> list[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.managed and not model._meta.proxy]


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)


def _first_lines(error: DatabaseError) -> str:
    return " ".join(str(error).split("\n")[:2])
