"""Backing up and restoring as a whole: everything, or nothing and a sentence."""

import errno
import fcntl
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from saovang.backup import BackupError, archive, databases, media
from saovang.models import Generation

OWN = {"saovang", "visits", "news", "procedures"}  # apps whose migrations tell the version
NAME = re.compile(r"saovang-\d{8}-\d{6}\.tar")
Say = Callable[[str], None]


def existing_backups() -> list[Path]:
    """Oldest first."""
    if not settings.BACKUP_DIR.is_dir():
        return []
    return sorted(path for path in settings.BACKUP_DIR.iterdir() if NAME.fullmatch(path.name))


def back_up(say: Say) -> Path:
    """Make one archive, then drop the oldest beyond BACKUP_KEEP."""
    with alone(), sentences():
        now = timezone.localtime()
        path = settings.BACKUP_DIR / f"saovang-{now:%Y%m%d-%H%M%S}.tar"
        with tempfile.TemporaryDirectory(dir=settings.BACKUP_DIR, prefix=".") as folder:
            unfinished = Path(folder) / path.name
            with unfinished.open("wb") as file:
                os.fchmod(file.fileno(), 0o600)
                _write(file, Path(folder), now.isoformat(timespec="seconds"), say)
                os.fsync(file.fileno())
            unfinished.replace(path)
        for old in existing_backups()[: -settings.BACKUP_KEEP]:
            old.unlink()
            say(f"Đã bỏ bản cũ {old.name}.")
        return path


def _write(file: IO[bytes], folder: Path, made_at: str, say: Say) -> None:
    say("Đang chép cơ sở dữ liệu …")
    # The database first: a file that one of its rows names was there before the row.
    database, counts, migrations = databases.dump(folder)
    writer = archive.ArchiveWriter(file, archive.Manifest(connection.vendor, made_at, migrations, counts))
    with database.open("rb") as dumped:
        writer.add(database.name, dumped, database.stat().st_size)
    database.unlink()
    names = list(media.names())
    for number, name in enumerate(names, start=1):
        try:
            stored = default_storage.open(name)
        except FileNotFoundError:
            continue  # deleted meanwhile, and so named by no row
        with stored:
            writer.add(archive.MEDIA + name, stored, stored.size)
        if number % 100 == 0 or number == len(names):
            say(f"Ảnh và tệp: {number}/{len(names)}")
    writer.close()


def restore(path: Path, say: Say) -> archive.Manifest:
    """Bring everything back to what the archive holds.

    First the archive is read whole. Then its files are added beside those that are there, then the database
    changes in one transaction, then files that are in neither go. Wherever that ends, rows and files fit.
    """
    with alone(), sentences():
        say("Đang kiểm tra bản sao lưu …")
        manifest = archive.verify(path)
        _refuse_foreign(path, manifest)
        added: list[str] = []
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".phuc-hoi-") as folder:
            try:
                database = _unpack(path, manifest, Path(folder), added, say)
                say("Đang thay cơ sở dữ liệu …")
                generation = _generation()
                databases.load(database)
            except BaseException:
                for name in added:
                    default_storage.delete(name)
                raise
        now = databases.counts_now()
        # More there may be: a portal that runs meanwhile counts visits.
        if short := [table for table, count in manifest.counts.items() if now.get(table, 0) < count]:
            raise BackupError(f"Sau khi phục hồi, thiếu dòng ở: {', '.join(short)}.")
        call_command("migrate", verbosity=0)  # an older archive catches up with this version
        number = max(generation, _generation()) + 1
        Generation.objects.update_or_create(id=1, defaults={"number": number, "lasting": number})
        cache.clear()
        for name in list(media.names()):
            if name not in manifest.media:
                default_storage.delete(name)
        return manifest


def _refuse_foreign(path: Path, manifest: archive.Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(
            f"Bản sao lưu {path.name} là của {manifest.vendor}, trang này dùng {connection.vendor}. Chưa phục hồi gì."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest.migrations if name.partition(".")[0] in OWN and name not in known]
    if newer:
        raise BackupError(
            f"Bản sao lưu {path.name} là của phiên bản mới hơn ({newer[-1]}). Hãy nâng cấp trang trước. "
            "Chưa phục hồi gì."
        )


def _unpack(path: Path, manifest: archive.Manifest, folder: Path, added: list[str], say: Say) -> Path:
    """Put the database into `folder` and the files to where they are served from; gives the database."""
    total, done = len(manifest.media), 0
    database = folder / manifest.database
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is None:
                continue
            if member.name == manifest.database:
                with database.open("wb") as target:
                    while data := file.read(archive.CHUNK):
                        target.write(data)
            elif member.name.startswith(archive.MEDIA):
                name = member.name.removeprefix(archive.MEDIA)
                if not media.holds(name, manifest.files[member.name]):
                    if not default_storage.exists(name):
                        added.append(name)
                    media.put(name, file)
                done += 1
                if done % 100 == 0 or done == total:
                    say(f"Ảnh và tệp: {done}/{total}")
    return database


def _generation() -> int:
    try:
        return Generation.objects.number()
    except DatabaseError:
        return 0  # there is no database, which is why we are here


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
