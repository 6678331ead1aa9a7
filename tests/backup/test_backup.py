"""Backup and restore of a real portal, on SQLite and on PostgreSQL."""

import hashlib
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import helpers, servers
from tests.portal import Portal

FILL = """
from django.core.management import call_command
from tests import factories
from saovang.accounts.models import User
from saovang.visits.models import DailyVisits, LegacyVisitTotal
call_command("migrate", verbosity=0)
User.objects.create_superuser("quanly", password="x")
for number in range(3):
    article = factories.article(f"Tin số {number}", body="<p>Chữ có dấu: đường, ngõ</p>")
    factories.photos(article, 2, caption="Chú thích")
factories.feedback_address()
factories.contact_details()
DailyVisits.objects.add("2026-11-20", 41)
LegacyVisitTotal.objects.create(total=27049)
"""

CHANGE = """
from tests import factories
from news.models import Article
factories.photos(factories.article("Tin sau"), 1)
Article.objects.first().delete()
"""


class BackupPortal(Portal):
    """A portal with content that can be compared."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.media = folder / "media"
        self.backups = folder / "backups"
        self.media.mkdir()
        self.run_code(FILL)

    def run_code(self, code: str) -> str:
        return self.manage("shell", "--verbosity=0", "--command", code)

    def snapshot(self) -> tuple[dict[str, list], dict[str, str]]:
        """Return all rows by table, without the content version, and the digests of all media files."""
        files = {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            rows = {}
            for (table,) in cursor.execute(self.list_tables_sql).fetchall():
                if table != "pagecache_contentversion":
                    rows[table] = sorted(cursor.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        return rows, files

    def content_version(self) -> int:
        with closing(self.connect()) as connection:
            return connection.cursor().execute("SELECT number FROM pagecache_contentversion").fetchone()[0]

    def connect(self):
        if url := self.environment["DATABASE_URL"]:
            return psycopg.connect(url)
        return sqlite3.connect(self.folder / "db.sqlite3")

    @property
    def list_tables_sql(self) -> str:
        if self.environment["DATABASE_URL"]:
            return "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    def destroy(self) -> None:
        shutil.rmtree(self.media)
        if self.environment["DATABASE_URL"]:
            with self.connect() as connection:
                connection.execute("DROP TABLE news_article, accounts_user, visits_dailyvisits CASCADE")
        else:
            (self.folder / "db.sqlite3").write_bytes(b"rest of a damaged file" * 100)


@pytest.fixture(scope="module")
def sqlite_portal(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("sqlite")
    shutil.copy(prepared_folder / "db.sqlite3", folder)
    return BackupPortal(folder)


@pytest.fixture(scope="module")
def postgresql_portal(tmp_path_factory):
    helpers.require("pg_dump", shutil.which("pg_dump"), shutil.which("psql"))
    with servers.postgresql() as database:
        yield BackupPortal(tmp_path_factory.mktemp("postgresql"), DATABASE_URL=database.url)


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request, prepared_folder):
    return request.getfixturevalue(f"{request.param}_portal")


@pytest.fixture
def archive(portal) -> Path:
    """Return a backup made once; older archives and another file were in the folder before."""
    if not hasattr(portal, "archive"):
        portal.backups.mkdir()
        for number in range(8):
            (portal.backups / f"saovang-2020010{number}-000000.tar").touch()
        (portal.backups / "notes.txt").touch()
        output = portal.manage("backup")
        portal.archive = sorted(portal.backups.glob("saovang-*.tar"))[-1]
        assert f"Đã sao lưu: {portal.archive}" in output
    return portal.archive


only_sqlite = pytest.mark.parametrize("portal", ["sqlite"], indirect=True)


@only_sqlite
def test_archive_is_private_and_a_plain_tar(portal, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "saovang-backup"
    assert names[-2:] == ["manifest.json", "manifest.sha256"]
    assert sum(name.startswith("media/") for name in names) >= 6


@only_sqlite
def test_backup_keeps_newest_archives_and_other_files(portal, archive):
    names = sorted(path.name for path in portal.backups.iterdir())
    archives = [name for name in names if name.endswith(".tar")]
    assert len(archives) == 7
    assert archives[-1] == archive.name
    assert set(names) - set(archives) == {".lock", "notes.txt"}


def test_restore_after_data_loss(portal, archive):
    before = portal.snapshot()
    assert len(before[1]) >= 6
    portal.destroy()
    assert "Đã phục hồi" in portal.manage("restore", str(archive), "--yes")
    assert portal.snapshot() == before


def test_restore_removes_later_changes(portal, archive):
    before = portal.snapshot()
    portal.run_code(CHANGE)
    path = next(path for path in portal.media.rglob("*.*") if str(path.relative_to(portal.media)) in before[1])
    path.write_bytes(b"")
    content_version = portal.content_version()
    portal.manage("restore", str(archive), "--yes")
    assert portal.snapshot() == before
    assert portal.content_version() > content_version  # so that no cached page stays valid


def test_backup_on_full_disk_changes_nothing(portal, archive, tmp_path):
    before = portal.snapshot()
    backups = sorted(path.name for path in portal.backups.iterdir())
    with servers.small_disk(tmp_path / "disk", kilobytes=64) as disk:
        portal.environment["BACKUP_DIR"] = str(disk)
        try:
            assert "Đĩa đầy" in portal.manage_error("backup")
            assert [path.name for path in disk.iterdir()] == [".lock"]
        finally:
            del portal.environment["BACKUP_DIR"]
    assert portal.snapshot() == before
    assert sorted(path.name for path in portal.backups.iterdir()) == backups


@only_sqlite
def test_restore_on_full_disk_changes_nothing(portal, archive, tmp_path):
    """The media folder is on the small disk and lacks a file, so that there is something to write."""
    with servers.small_disk(tmp_path / "disk", kilobytes=2048) as disk:
        shutil.copytree(portal.media, disk / "media")
        next(path for path in (disk / "media").rglob("*") if path.is_file()).unlink()
        with (disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass
        original = portal.media.rename(portal.folder / "media-original")
        portal.media.symlink_to(disk / "media")
        try:
            before = portal.snapshot()
            assert "Đĩa đầy" in portal.manage_error("restore", str(archive), "--yes")
            assert portal.snapshot() == before
        finally:
            portal.media.unlink()
            original.rename(portal.media)


ERASE = """
from django.contrib.auth import get_user_model
from news.models import Article
from news.services.erasing import erase
first, second, *_ = Article.objects.order_by("pk")
photo = second.photos.first()
print(first.pk, photo.pk, photo.image.name)
erase([first, photo], "Lộ số căn cước", get_user_model().objects.get())
"""
COUNT = """
from news.models import Article, Photo
from reversion.models import Version
from saovang.media.models import Erasure
first, photo = {first}, {photo}
print(Article.objects.filter(pk=first).count(), Photo.objects.filter(pk=photo).count(), Erasure.objects.count())
"""
FORGET = "from saovang.media.models import Erasure; Erasure.objects.all().delete()"


def test_restore_erases_again_what_was_erased_since(portal):
    portal.manage("backup")
    older = sorted(portal.backups.glob("saovang-*.tar"))[-1]
    before = portal.snapshot()[1]
    first, photo, name = portal.run_code(ERASE).split()
    assert portal.snapshot()[1].keys() < before.keys()
    portal.manage("restore", str(older), "--yes")
    count = COUNT.format(first=first, photo=photo)
    assert portal.run_code(count).split() == ["0", "0", "2"]
    assert len(portal.snapshot()[1]) == len(before) - 3 * 2
    assert name not in portal.snapshot()[1]

    # Another machine gets the backups only.
    portal.manage("backup")
    portal.run_code(FORGET)
    (portal.folder / "erasures.json").unlink()
    portal.manage("restore", str(older), "--yes")
    assert portal.run_code(count).split() == ["0", "0", "2"]
    assert (portal.backups / "erasures.json").stat().st_mode & 0o777 == 0o600


@only_sqlite
def test_restore_refuses_damaged_list_of_erasures(portal, archive):
    (portal.backups / "erasures.json").write_text("[{")
    error = portal.manage_error("restore", str(archive), "--yes")
    assert "Không đọc được danh sách đã xóa hẳn" in error
    (portal.backups / "erasures.json").unlink()


@only_sqlite
def test_restore_sorts_files_into_their_areas(portal, archive):
    portal.manage("restore", str(archive), "--yes")
    files = portal.snapshot()[1]
    assert files
    assert not [name for name in files if name.startswith("private/")], "all articles are public"
