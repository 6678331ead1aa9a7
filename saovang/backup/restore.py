"""Restore database and media from a backup, or leave both unchanged."""

import shutil
import tarfile
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from saovang.backup import archive, databases, media
from saovang.backup.nightly import Repository, done, local
from saovang.backup.utils import (
    Progress,
    exclusive_lock,
    invalidate_caches,
    report_files,
    temporary_folder,
    wrap_errors,
)
from saovang.media import erasure, visibility
from saovang.pagecache.models import ContentVersion

PROJECT_PACKAGES = {"saovang", "news", "procedures"}


def restore(path: Path, progress: Progress) -> archive.Manifest:
    """Replace database and media by the contents of an archive. Raises CommandError if it fails.

    Verifies the whole archive, adds its files to the existing ones, replaces the database in one transaction, and
    deletes files that are not in the archive. Wherever this is interrupted, every row has its file.
    """
    with exclusive_lock(), wrap_errors():
        return _restore(path, progress)


def restore_nightly(repository: Repository, snapshot: str, progress: Progress) -> archive.Manifest:
    """Do the same with the backup of a night, by its id or `latest`. Needs room for it in BACKUP_DIR."""
    with exclusive_lock(), wrap_errors(), temporary_folder(settings.BACKUP_DIR) as folder:
        return _restore(repository.fetch(snapshot, folder), progress)


def drill(progress: Progress) -> archive.Manifest:
    """Restore the newest nightly backup into a temporary folder and compare it. Raises CommandError if it differs.

    Every file is compared with the one that the portal has now: a name is never used for another content.
    """
    with exclusive_lock(), wrap_errors(), temporary_folder(settings.BACKUP_DIR) as folder:
        path = local().fetch("latest", folder)
        progress("Đang kiểm tra bản sao lưu …")
        manifest = archive.verify(path)
        check_compatible(path, manifest)
        dump = folder / manifest.database
        with tarfile.open(path, "r:") as tar, dump.open("wb") as target:
            shutil.copyfileobj(cast(IO[bytes], tar.extractfile(manifest.database)), target)
        if databases.count_dumped_rows(dump) != manifest.counts:
            raise CommandError("Cơ sở dữ liệu trong bản sao lưu không đủ dòng.")
        digests = {archive.media_name(member): digest for member, digest in manifest.files.items()}
        made_at = datetime.fromisoformat(manifest.made_at)
        for name in media.names():
            digest = digests.get(name)
            if not default_storage.exists(name):
                continue  # deleted since
            if not (media.is_stored(name, digest) if digest else default_storage.get_modified_time(name) >= made_at):
                raise CommandError(f"Tệp {name} của trang khác với bản sao lưu, hoặc không có trong đó.")
        done("drill").touch()
        return manifest


def _restore(path: Path, progress: Progress) -> archive.Manifest:
    progress("Đang kiểm tra bản sao lưu …")
    manifest = archive.verify(path)
    check_compatible(path, manifest)
    erasures = erasure.read_list(path.parent)
    erased = erasure.file_names(erasures)
    added: list[str] = []
    with temporary_folder(settings.DATA_DIR) as folder:
        try:
            dump = _unpack(path, manifest, folder, erased, added, progress)
            progress("Đang thay cơ sở dữ liệu …")
            version = _content_version()
            databases.load(dump)
        except BaseException:
            for name in added:
                default_storage.delete(name)
            raise
    counts = databases.count_rows()
    # There may be more rows: a running portal counts visits.
    if incomplete := [table for table, count in manifest.counts.items() if counts.get(table, 0) < count]:
        raise CommandError(f"Sau khi phục hồi, thiếu dòng ở: {', '.join(incomplete)}.")
    call_command("migrate", verbosity=0)  # the archive may be of an older version
    erasure.apply(erasures)
    invalidate_caches(version)
    for name in set(media.names()) - set(manifest.media):
        default_storage.delete(name)
    visibility.sync_all()
    return manifest


def check_compatible(path: Path, manifest: archive.Manifest) -> None:
    """Raise CommandError for an archive of another kind of database or of a newer version of the portal."""
    if manifest.vendor != connection.vendor:
        raise CommandError(
            f"Bản sao lưu {path.name} là của {manifest.vendor}, trang này dùng {connection.vendor}. Chưa phục hồi gì."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    labels = {config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in PROJECT_PACKAGES}
    newer = [name for name in manifest.migrations if name.partition(".")[0] in labels and name not in known]
    if newer:
        raise CommandError(
            f"Bản sao lưu {path.name} là của phiên bản mới hơn ({newer[-1]}). Hãy nâng cấp trang trước. "
            "Chưa phục hồi gì."
        )


def _unpack(
    path: Path, manifest: archive.Manifest, folder: Path, erased: set[str], added: list[str], progress: Progress
) -> Path:
    """Write the database dump to `folder` and return it; store media files, adding the new names to `added`."""
    total, done = len(manifest.media), 0
    dump = folder / manifest.database
    with tarfile.open(path, "r:") as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is None:
                continue
            if member.name == manifest.database:
                with dump.open("wb") as target:
                    shutil.copyfileobj(file, target)
            elif member.name.startswith(archive.MEDIA_PREFIX):
                name = archive.media_name(member.name)
                if name not in erased and not media.is_stored(name, manifest.files[member.name]):
                    if not default_storage.exists(name):
                        added.append(name)
                    media.store(name, file)
                done += 1
                report_files(done, total, progress)
    return dump


def _content_version() -> int:
    try:
        return ContentVersion.objects.current()[0]
    except DatabaseError:
        return 0  # the database is damaged or empty
