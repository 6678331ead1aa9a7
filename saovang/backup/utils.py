"""Helpers shared by backup, restore and migrate: lock, progress output, readable errors."""

import errno
import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.cache import caches
from django.core.management import CommandError
from django.db import DatabaseError

from saovang.pagecache.models import ContentVersion

Progress = Callable[[str], object]
TEMPORARY_PREFIX = ".backup-"
DISK_FULL = "Đĩa đầy. Dữ liệu đang có không bị đụng đến; hãy dọn chỗ rồi làm lại."


@contextmanager
def exclusive_lock() -> Iterator[None]:
    """Raise CommandError if another backup, restore or migration runs: they would delete each other's files.

    Deletes the temporary folders of a run that was killed.
    """
    try:
        settings.BACKUP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (settings.BACKUP_DIR / ".lock").open("w")
    except OSError as error:
        raise CommandError(f"Không ghi được vào {settings.BACKUP_DIR}: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("Đang có một lần sao lưu hoặc phục hồi khác chạy.") from error
        for parent in (settings.BACKUP_DIR, settings.DATA_DIR):
            for folder in parent.glob(f"{TEMPORARY_PREFIX}*"):
                shutil.rmtree(folder)
        yield


@contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """Yield a folder that is deleted afterwards; if this run is killed, the next one deletes it."""
    with TemporaryDirectory(dir=parent, prefix=TEMPORARY_PREFIX) as folder:
        yield Path(folder)


@contextmanager
def wrap_errors() -> Iterator[None]:
    """Turn errors of the disk and the database into a CommandError."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise CommandError(DISK_FULL) from error
        raise CommandError(f"Không đọc hoặc ghi được tệp: {error}.") from error
    except sqlite3.Error as error:
        if "full" in str(error):
            raise CommandError(DISK_FULL) from error
        raise CommandError(f"Cơ sở dữ liệu không đọc hoặc ghi được: {error}.") from error
    except DatabaseError as error:
        raise CommandError(f"Cơ sở dữ liệu không trả lời: {error}.") from error


def report_files(done: int, total: int, progress: Progress) -> None:
    """Report every hundredth file, and the last one."""
    if done % 100 == 0 or done == total:
        progress(f"Ảnh và tệp: {done}/{total}")


def invalidate_caches(version: int) -> None:
    """Make cached pages and values of the replaced database invalid; `version` was its content version."""
    number = max(version, ContentVersion.objects.current()[0]) + 1
    ContentVersion.objects.update_or_create(id=1, defaults={"number": number, "last_removal": number})
    for cache in caches.all():
        cache.clear()
