"""Make a backup of database and media while the portal runs: a complete archive, or none."""

import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from saovang.backup import archive, databases, media
from saovang.backup.utils import Progress, exclusive_lock, report_files, wrap_errors
from saovang.media import erasure


def existing_backups() -> list[Path]:
    """Return the archives in BACKUP_DIR, oldest first."""
    return sorted(settings.BACKUP_DIR.glob(f"saovang-{'[0-9]' * 8}-{'[0-9]' * 6}.tar"))


def back_up(progress: Progress) -> Path:
    """Make an archive, then delete the oldest ones beyond BACKUP_KEEP_LAST. Raises CommandError if it fails."""
    with exclusive_lock(), wrap_errors():
        now = timezone.localtime()
        path = settings.BACKUP_DIR / f"saovang-{now:%Y%m%d-%H%M%S}.tar"
        with tempfile.TemporaryDirectory(dir=settings.BACKUP_DIR, prefix=".") as folder:
            temporary = Path(folder) / path.name
            with temporary.open("wb") as file:
                os.fchmod(file.fileno(), 0o600)
                _write(file, Path(folder), now.isoformat(timespec="seconds"), progress)
                os.fsync(file.fileno())
            temporary.replace(path)
        erasure.write_list(settings.BACKUP_DIR)
        for old in existing_backups()[: -settings.BACKUP_KEEP_LAST]:
            old.unlink()
            progress(f"Đã bỏ bản cũ {old.name}.")
        return path


def _write(file: IO[bytes], folder: Path, made_at: str, progress: Progress) -> None:
    progress("Đang chép cơ sở dữ liệu …")
    # The database first: every file is stored before the row that refers to it.
    database, counts, migrations = databases.dump(folder)
    writer = archive.ArchiveWriter(file, archive.Manifest(connection.vendor, made_at, migrations, counts))
    with database.open("rb") as dump:
        writer.add(database.name, dump, database.stat().st_size)
    database.unlink()
    names = media.names()
    for number, name in enumerate(names, start=1):
        try:
            stored = default_storage.open(name)
        except FileNotFoundError:
            continue  # deleted since, and no row of the dump refers to it
        with stored:
            writer.add(archive.MEDIA_PREFIX + name, stored, stored.size)
        report_files(number, len(names), progress)
    writer.close()
