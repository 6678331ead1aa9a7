"""What holds of each run, a backup, a restore or a move: it is alone, tells how far it is, and fails in a sentence."""

import errno
import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError

from saovang.backup import BackupError

Say = Callable[[str], None]


@contextmanager
def alone() -> Iterator[None]:
    """Two at once would take each other's files away."""
    try:
        settings.BACKUP_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (settings.BACKUP_DIR / ".lock").open("w")
    except OSError as error:
        raise BackupError(f"Không ghi được vào {settings.BACKUP_DIR}: {error.strerror}.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("Đang có một lần sao lưu hoặc phục hồi khác chạy.") from error
        yield


@contextmanager
def sentences() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError("Đĩa đầy. Dữ liệu đang có không bị đụng đến; hãy dọn chỗ rồi làm lại.") from error
        raise BackupError(f"Không đọc hoặc ghi được tệp: {error}.") from error
    except sqlite3.Error as error:
        if "full" in str(error):
            raise BackupError("Đĩa đầy. Dữ liệu đang có không bị đụng đến; hãy dọn chỗ rồi làm lại.") from error
        raise BackupError(f"Cơ sở dữ liệu không đọc hoặc ghi được: {error}.") from error
    except DatabaseError as error:
        raise BackupError(f"Cơ sở dữ liệu không trả lời: {error}.") from error


def say_files(done: int, total: int, say: Say) -> None:
    """How many files are through; every hundredth is told, and the last."""
    if done % 100 == 0 or done == total:
        say(f"Ảnh và tệp: {done}/{total}")
