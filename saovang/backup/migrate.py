"""From SQLite and files to the PostgreSQL and the storage of the settings: everything, or nothing and a sentence.

The old portal is only read, so that it can go on as it was. Files go first, for one that no row names harms nobody;
then all rows, in one transaction.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from saovang.accounts import encryption
from saovang.backup import BackupError, media, rows
from saovang.backup.archive import sha256
from saovang.backup.utils import Say, alone, say_files, sentences

OLD = "old"  # the database that is moved from, among Django's connections
THREADS = 8  # an object store takes its time for each file


@dataclass(frozen=True)
class Moved:
    """How much there is now, as much as there was. `rows` by table."""

    rows: dict[str, int]
    files: int


def move(database: Path, folder: Path, say: Say) -> Moved:
    """Bring the SQLite file `database` and the media in `folder` here."""
    if connection.vendor != "postgresql":
        raise BackupError("Hãy đặt DATABASE_URL=postgres://… của cơ sở dữ liệu mới trước khi chuyển.")
    with alone(), sentences():
        rows.refuse_filled()
        with _opened(database):
            say("Đang chuẩn bị cơ sở dữ liệu mới …")
            call_command("migrate", verbosity=0)
            _refuse_other_version()
            _refuse_other_key()
            files = _copy_files(FileSystemStorage(folder), say)
            say("Đang chép dữ liệu, mỗi bảng: số dòng cũ → số dòng mới")
            with transaction.atomic():
                counts = rows.copy_all(OLD, say)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner knows the tables as empty
        for cache in caches.all():
            cache.clear()
        return Moved(counts, files)


@contextmanager
def _opened(database: Path) -> Iterator[None]:
    """The old database at OLD, locked: a portal that still ran there would write what is then lost."""
    options = {"transaction_mode": "EXCLUSIVE", "timeout": 3, "init_command": "PRAGMA locking_mode=EXCLUSIVE"}
    old = {"ENGINE": "django.db.backends.sqlite3", "NAME": database, "OPTIONS": options}
    connections[OLD] = ConnectionHandler({"default": settings.DATABASES["default"], OLD: old})[OLD]
    with ExitStack() as stack:
        stack.callback(connections[OLD].close)
        try:
            stack.enter_context(transaction.atomic(using=OLD))
        except OperationalError as error:
            if "locked" in str(error):
                raise BackupError(f"Trang cũ còn chạy trên {database}: hãy dừng trước. Chưa chuyển gì.") from error
            raise BackupError(f"Không mở được {database}: {error}. Chưa chuyển gì.") from error
        except DatabaseError as error:
            raise BackupError(f"{database} không phải cơ sở dữ liệu SQLite. Chưa chuyển gì.") from error
        yield


def _refuse_other_version() -> None:
    """Where tables differ, rows would not fit."""
    old, new = (set(MigrationRecorder(connections[alias]).applied_migrations()) for alias in (OLD, "default"))
    if differing := sorted(f"{app}.{name}" for app, name in old ^ new):
        raise BackupError(
            f"Trang cũ và bản này khác phiên bản ({', '.join(differing[:3])}). Hãy nâng cấp trang cũ lên bản này, "
            "rồi mới chuyển. Chưa chuyển gì."
        )


def _refuse_other_key() -> None:
    """Under another SECRET_KEY nobody with a second step could sign in any more."""
    apps = Authenticator.objects.using(OLD).filter(type=Authenticator.Type.TOTP)
    kept = [app.data["secret"] for app in apps]
    if kept and not any(map(encryption.is_readable, kept)):
        raise BackupError("SECRET_KEY không phải của trang cũ: hãy chép sang đúng khóa ấy. Chưa chuyển gì.")


def _copy_files(old: FileSystemStorage, say: Say) -> int:
    """Every file that is not there yet, so that one broken off goes on where it was; gives their number."""
    wanted, there = list(media.names(old)), set(media.names())
    if foreign := sorted(there - set(wanted)):
        raise BackupError(f"Kho mới đã có tệp không phải của trang cũ, như {foreign[0]}: cần một kho trống.")

    def copy(name: str) -> None:
        with old.open(name) as file:
            if name in there and media.holds(name, sha256(file)):
                return
            file.seek(0)
            media.put(name, file)

    pool = ThreadPoolExecutor(THREADS)
    try:
        for number, _ in enumerate(pool.map(copy, wanted), start=1):
            say_files(number, len(wanted), say)
    finally:
        pool.shutdown(cancel_futures=True)  # at an error the rest need not be tried
    if lost := set(wanted) - set(media.names()):
        raise BackupError(f"Sau khi chép, kho mới thiếu {len(lost)} tệp, như {min(lost)}. Hãy chạy lại.")
    return len(wanted)
