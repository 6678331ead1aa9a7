"""Make a backup of database and media while the portal runs: a complete archive, or none."""

import os
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from saovang.backup import archive, databases, media
from saovang.backup.utils import Progress, exclusive_lock, report_files, temporary_folder, wrap_errors
from saovang.media import erasure
from saovang.media.storage import sync_to_disk


def existing_backups() -> list[Path]:
    """Return the archives in BACKUP_DIR, oldest first."""
    return sorted(settings.BACKUP_DIR.glob(f"saovang-{'[0-9]' * 8}-{'[0-9]' * 6}.tar"))


def back_up(progress: Progress) -> Path:
    """Make an archive, then delete the oldest ones beyond BACKUP_KEEP_LAST. Raises CommandError if it fails."""
    with exclusive_lock(), wrap_errors():
        path = settings.BACKUP_DIR / f"saovang-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
        with temporary_folder(settings.BACKUP_DIR) as folder:
            temporary = folder / path.name
            with temporary.open("wb") as file:
                os.fchmod(file.fileno(), 0o600)
                write_archive(file, folder, progress)
                os.fsync(file.fileno())
            temporary.replace(path)
        erasure.write_list(settings.BACKUP_DIR)
        sync_to_disk(path, settings.BACKUP_DIR)
        for old in existing_backups()[: -settings.BACKUP_KEEP_LAST]:
            old.unlink()
            progress(f"Đã bỏ bản cũ {old.name}.")
        return path


def write_archive(file: IO[bytes], folder: Path, progress: Progress) -> None:
    """Write media and database to `file`, which may be a pipe; the dump of the database is in `folder` meanwhile.

    What changes comes last: the archive of a night begins with the same bytes as the last one, and restic stores them
    once.
    """
    made_at = timezone.localtime().isoformat(timespec="seconds")
    progress("Đang chép cơ sở dữ liệu …")
    # Before media: every file is stored before the row that refers to it.
    database, counts, migrations = databases.dump(folder)
    writer = archive.ArchiveWriter(file, archive.Manifest(connection.vendor, made_at, migrations, counts))
    names = media.names()
    for number, name in enumerate(names, start=1):
        try:
            stored = default_storage.open(name)
        except FileNotFoundError:
            continue  # deleted since, and no row of the dump refers to it
        with stored:
            writer.add(archive.MEDIA_PREFIX + name, stored, stored.size)
        report_files(number, len(names), progress)
    with database.open("rb") as dump:
        writer.add(database.name, dump, database.stat().st_size)
    writer.close()
