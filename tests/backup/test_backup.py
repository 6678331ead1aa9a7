"""Backup and restore of a real portal, on SQLite and on PostgreSQL."""

import shutil
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests import servers
from tests.backup.portals import CHANGE, COUNT_ERASED, ERASE


@pytest.fixture
def archive(portal) -> Path:
    """Return a backup made once; older archives and another file were in the folder before."""
    if not hasattr(portal, "archive"):
        portal.backups.mkdir(exist_ok=True)
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
    assert set(names) - set(archives) == {".lock", "erasures.json", "notes.txt"}


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
    with closing(portal.connect()) as connection:
        query = "SELECT event, detail FROM journal_securityevent ORDER BY id DESC"
        assert connection.cursor().execute(query).fetchone() == ("restore", archive.name)


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


FORGET = "from saovang.media.models import Erasure; Erasure.objects.all().delete()"


def test_restore_erases_again_what_was_erased_since(portal):
    portal.manage("backup")
    older = sorted(portal.backups.glob("saovang-*.tar"))[-1]
    before = portal.snapshot()[1]
    first, photo, name = portal.run_code(ERASE).split()
    assert portal.snapshot()[1].keys() < before.keys()
    portal.manage("restore", str(older), "--yes")
    count = COUNT_ERASED.format(first=first, photo=photo)
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
