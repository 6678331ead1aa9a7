"""The drill: fill, back up, destroy, restore, compare everything; and what must be refused."""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import helpers
from tests.portal import ROOT, Portal

FILL = """
from tests import factories
from saovang.accounts.models import User
from saovang.visits.models import DailyVisits, LegacyVisitTotal
User.objects.create_superuser("quanly", password="x")
for number in range(3):
    article = factories.article(f"Tin số {number}", body="<p>Chữ có dấu: đường, ngõ</p>")
    factories.photos(article, 2, caption="Chú thích")
factories.feedback_address()
factories.contact_details()
DailyVisits.objects.add("2026-11-20", 41)
LegacyVisitTotal.objects.create(total=27049)
"""

LATER = """
from tests import factories
from news.models import Article
factories.photos(factories.article("Tin sau"), 1)
Article.objects.first().delete()
"""


class Drill(Portal):
    """A portal filled, with what a person could compare."""

    def __init__(self, folder: Path, **environment: str) -> None:
        super().__init__(folder, **environment)
        self.media = folder / "media"
        self.backups = folder / "backups"
        self.media.mkdir()
        if self.environment["DATABASE_URL"]:
            self.manage("migrate")
        self.python(FILL)

    def python(self, code: str) -> str:
        return self.manage("shell", "--verbosity=0", "--command", code)

    def everything(self) -> tuple[dict[str, list], dict[str, str]]:
        """Every row, but for the number that tells kept pages apart, and every file."""
        files = {
            str(path.relative_to(self.media)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in self.media.rglob("*")
            if path.is_file()
        }
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            rows = {}
            for (table,) in cursor.execute(self.tables).fetchall():
                if table != "pagecache_contentversion":
                    rows[table] = sorted(cursor.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        return rows, files

    def generation(self) -> int:
        with closing(self.connect()) as connection:
            return connection.cursor().execute("SELECT number FROM pagecache_contentversion").fetchone()[0]

    def connect(self):
        if address := self.environment["DATABASE_URL"]:
            return psycopg.connect(address)
        return sqlite3.connect(self.folder / "db.sqlite3")

    @property
    def tables(self) -> str:
        if self.environment["DATABASE_URL"]:
            return "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    def back_up(self) -> Path:
        printed = self.manage("backup")
        path = sorted(self.backups.glob("saovang-*.tar"))[-1]
        assert f"Đã sao lưu: {path}" in printed
        return path


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def drill(request, tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        shutil.copy(prepared_folder / "db.sqlite3", folder)
        yield Drill(folder)
        return
    helpers.require("pg_dump", shutil.which("pg_dump"), shutil.which("psql"))
    with helpers.postgresql() as database:
        yield Drill(folder, DATABASE_URL=database.url)


@pytest.fixture(scope="module")
def archive(drill) -> Path:
    return drill.back_up()


def destroy(drill: Drill) -> None:
    shutil.rmtree(drill.media)
    if drill.environment["DATABASE_URL"]:
        with drill.connect() as connection:
            connection.execute("DROP TABLE news_article, accounts_user, visits_dailyvisits CASCADE")
    else:
        (drill.folder / "db.sqlite3").write_bytes(b"what is left after a fault of the disk" * 100)


def test_after_a_restore_everything_is_as_it_was(drill, archive):
    before = drill.everything()
    assert len(before[1]) >= 6
    destroy(drill)
    assert "Đã phục hồi" in drill.manage("restore", str(archive), "--yes")
    assert drill.everything() == before


def test_what_came_later_goes_and_what_was_spoilt_is_mended(drill, archive):
    before = drill.everything()
    drill.python(LATER)
    spoilt = next(path for path in drill.media.rglob("*.jpg") if str(path.relative_to(drill.media)) in before[1])
    spoilt.write_bytes(b"")
    generation = drill.generation()
    drill.manage("restore", str(archive), "--yes")
    assert drill.everything() == before
    assert drill.generation() > generation  # so that no kept page outlives it


def test_a_damaged_archive_is_refused_and_nothing_changes(drill, archive, tmp_path):
    before = drill.everything()
    whole = archive.read_bytes()
    for name, content in {
        "cut": whole[: len(whole) // 2],
        "bit": whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :],
        "manifest": whole.replace(b'"made_at": "2', b'"made_at": "3'),
        "end": whole[:-20480],
    }.items():
        damaged = tmp_path / f"{name}.tar"
        damaged.write_bytes(content)
        assert "bị hỏng hoặc chưa đủ. Chưa phục hồi gì" in drill.refused("restore", str(damaged), "--yes"), name
    assert drill.everything() == before


def test_a_foreign_file_is_refused(drill, tmp_path):
    text = tmp_path / "thu.tar"
    text.write_text("không phải bản sao lưu")
    tar = tmp_path / "khac.tar"
    with tarfile.open(tar, "w") as foreign:
        foreign.add(ROOT / "LICENSE", "LICENSE")
    for file in [text, tar]:
        assert "không phải bản sao lưu của trang này" in drill.refused("restore", str(file), "--yes")
    assert "Không có tệp" in drill.refused("restore", str(tmp_path / "khong-co.tar"), "--yes")


def test_an_archive_of_a_newer_version_is_refused(drill, tmp_path):
    """Each app of the portal tells the version, small ones too."""
    recorder = (
        "from django.db import connection; from django.db.migrations.recorder import MigrationRecorder;"
        "MigrationRecorder(connection)"
    )
    before = drill.everything()
    drill.python(f"{recorder}.record_applied('pages', '9999_later')")
    newer = shutil.move(drill.back_up(), tmp_path)
    drill.python(f"{recorder}.record_unapplied('pages', '9999_later')")
    assert "phiên bản mới hơn (pages.9999_later)" in drill.refused("restore", str(newer), "--yes")
    assert drill.everything() == before


def test_without_a_yes_nothing_is_done(drill, archive):
    before = drill.everything()
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=ROOT,
        env=drill.environment,
        input="thôi\n",
        capture_output=True,
        text=True,
    )
    assert (done.returncode, drill.everything()) == (1, before)


def test_it_is_for_its_owner_alone_and_tar_can_open_it(drill, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "saovang-backup"
    assert names[-2:] == ["manifest.json", "manifest.sha256"]
    assert sum(name.startswith("media/") for name in names) >= 6
    assert [path.name for path in drill.backups.iterdir() if path.suffix != ".tar"] == [".lock"]


def test_only_the_newest_are_kept(drill, archive):
    for number in range(8):
        (drill.backups / f"saovang-2020010{number}-000000.tar").touch()
    (drill.backups / "ghi-chu.txt").touch()
    shutil.copy(archive, drill.folder / "giu.tar")
    newest = drill.back_up()
    kept = sorted(path.name for path in drill.backups.iterdir() if path.suffix == ".tar")
    assert len(kept) == 7
    assert kept[-1] == newest.name
    assert (drill.backups / "ghi-chu.txt").exists()
    shutil.move(drill.folder / "giu.tar", archive)


def test_a_full_disk_gets_a_sentence_and_spoils_nothing(drill, archive, tmp_path):
    before = drill.everything()
    backups = sorted(path.name for path in drill.backups.iterdir())
    with helpers.small_disk(tmp_path / "day", kilobytes=64) as disk:
        drill.environment["BACKUP_DIR"] = str(disk)
        try:
            assert "Đĩa đầy" in drill.refused("backup")
            assert [path.name for path in disk.iterdir()] == [".lock"]
        finally:
            del drill.environment["BACKUP_DIR"]
    assert drill.everything() == before
    assert sorted(path.name for path in drill.backups.iterdir()) == backups


def test_a_disk_that_fills_while_restoring_leaves_everything_as_it_was(drill, archive, tmp_path):
    """The media folder is on the small disk and already lacks a file, so that there is something to write."""
    with helpers.small_disk(tmp_path / "day", kilobytes=2048) as disk:
        shutil.copytree(drill.media, disk / "media")
        lost = next((disk / "media").rglob("*.jpg"))
        lost.unlink()
        with (disk / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(b"x" * 4096)
            except OSError:
                pass
        moved = drill.media.rename(drill.folder / "media-aside")
        drill.media.symlink_to(disk / "media")
        try:
            before = drill.everything()
            assert "Đĩa đầy" in drill.refused("restore", str(archive), "--yes")
            assert drill.everything() == before
        finally:
            drill.media.unlink()
            moved.rename(drill.media)
