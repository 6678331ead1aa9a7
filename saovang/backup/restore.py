"""Restoring from a backup: everything, or nothing and a sentence."""

import tarfile
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from saovang.backup import BackupError, archive, databases, media
from saovang.backup.utils import Say, alone, say_files, sentences
from saovang.pagecache.models import ContentVersion

OURS = {"saovang", "news", "procedures"}  # the packages whose migrations tell the version


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
        ContentVersion.objects.update_or_create(id=1, defaults={"number": number})
        for cache in caches.all():
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
    own = {config.label for config in apps.get_app_configs() if config.name.partition(".")[0] in OURS}
    newer = [name for name in manifest.migrations if name.partition(".")[0] in own and name not in known]
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
                say_files(done, total, say)
    return database


def _generation() -> int:
    try:
        return ContentVersion.objects.current()[0]
    except DatabaseError:
        return 0  # there is no database, which is why we are here
