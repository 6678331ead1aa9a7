"""Making a backup: one archive of database and files while the portal runs, or none and a sentence."""

import os
import re
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from saovang.backup import archive, databases, media
from saovang.backup.utils import Say, alone, say_files, sentences

NAME = re.compile(r"saovang-\d{8}-\d{6}\.tar")


def existing_backups() -> list[Path]:
    """Oldest first."""
    if not settings.BACKUP_DIR.is_dir():
        return []
    return sorted(path for path in settings.BACKUP_DIR.iterdir() if NAME.fullmatch(path.name))


def back_up(say: Say) -> Path:
    """Make one archive, then drop the oldest beyond BACKUP_KEEP_LAST."""
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
        for old in existing_backups()[: -settings.BACKUP_KEEP_LAST]:
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
        say_files(number, len(names), say)
    writer.close()
