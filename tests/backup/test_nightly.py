"""Nightly backups of a real portal with the real restic: snapshots, copies, restore and drill."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command

from saovang.backup.archive import Manifest
from saovang.backup.management.commands import restore_drill
from tests import helpers, servers
from tests.backup.portals import CHANGE, COUNT_ERASED, ERASE, BackupPortal
from tests.portal import ROOT

pytestmark = pytest.mark.server
only_sqlite = pytest.mark.parametrize("portal", ["sqlite"], indirect=True)


@pytest.fixture
def portal(portal, tmp_path) -> BackupPortal:
    """Return a portal with an empty BACKUP_DIR."""
    helpers.require("restic", shutil.which("restic"))
    portal.backups = tmp_path / "backups"
    portal.backups.mkdir()
    password = tmp_path / "password"
    password.write_text("mat-khau-cua-kho")
    portal.environment |= {"BACKUP_DIR": str(portal.backups), "BACKUP_PASSWORD_FILE": str(password)}
    portal.environment.pop("BACKUP_REMOTE", None)
    return portal


def restic(portal: BackupPortal, *arguments: str) -> str:
    command = ["restic", "--repo", portal.backups / "restic", *arguments]
    environment = portal.environment | {"RESTIC_PASSWORD_FILE": portal.environment["BACKUP_PASSWORD_FILE"]}
    environment["RESTIC_CACHE_DIR"] = str(portal.backups / "cache")
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def snapshots(portal: BackupPortal, *arguments: str) -> list[dict]:
    return json.loads(restic(portal, "snapshots", "--tag=nightly", "--json", *arguments))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def wait_for_reader(pipe: Path) -> int:
    """Open a pipe as soon as a program reads it, and return its descriptor."""
    opened = []

    def try_to_open() -> bool:
        with suppress(OSError):  # nobody reads yet
            opened.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(opened)

    helpers.wait_until(try_to_open)
    return opened[0]


def test_nightly_is_drilled_and_restores_after_data_loss(portal):
    """The drill compares and changes nothing."""
    before = portal.snapshot()
    assert len(before[1]) >= 6
    assert "Đã sao lưu vào kho." in portal.manage("backup_nightly")
    portal.run_code(CHANGE)
    changed = portal.snapshot()
    files = sorted(path.name for path in portal.backups.iterdir())
    assert re.search(r"\d+ dòng và \d+ ảnh, tệp đều đủ và đúng", portal.manage("restore_drill"))
    assert portal.snapshot() == changed
    assert sorted(path.name for path in portal.backups.iterdir()) == sorted([*files, "drill.done"])
    portal.destroy()
    assert "Đã phục hồi" in portal.manage("restore", "--nightly", "latest", "--yes")
    assert portal.snapshot() == before


@only_sqlite
def test_drill_fails_if_backup_is_not_like_the_portal(portal):
    photo = next(path for path in sorted(portal.media.rglob("*.webp")))
    content = photo.read_bytes()
    older = portal.media / "anh" / "cu.jpg"
    portal.manage("backup_nightly")
    try:
        photo.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        error = portal.manage_error("restore_drill")
        assert f"Tệp {photo.relative_to(portal.media)} của trang khác với bản sao lưu" in error
        photo.write_bytes(content)
        older.write_bytes(b"photo")
        os.utime(older, (1, 1))
        error = portal.manage_error("restore_drill")
        assert "Tệp anh/cu.jpg của trang khác với bản sao lưu, hoặc không có trong đó" in error
    finally:
        photo.write_bytes(content)
        older.unlink(missing_ok=True)
    pack = max((portal.backups / "restic/data").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)
    pack.chmod(0o600)
    pack.write_bytes(bytes(len(pack.read_bytes())))
    assert "restic dump không làm được" in portal.manage_error("restore_drill")
    assert not (portal.backups / "drill.done").exists()


def test_drill_reports_success_by_mail(monkeypatch, settings):
    settings.ADMINS = [("", "it@example.vn")]
    manifest = Manifest("sqlite", "2026-11-28T02:30:00+07:00", [], {"news_article": 1200}, {"media/a.jpg": ""})
    monkeypatch.setattr(restore_drill, "drill", lambda progress: manifest)
    call_command("restore_drill")
    (message,) = mail.outbox
    assert "1.200 dòng và 1 ảnh, tệp đều đủ và đúng" in message.body


@only_sqlite
def test_nightly_that_was_killed_leaves_nothing(portal):
    """Neither half an archive as the newest backup, nor a lock, nor files. Archives in the folder stay."""
    archives = [portal.backups / f"saovang-2020010{number}-000000.tar" for number in range(9)]
    for archive in archives:
        archive.touch()
    portal.manage("backup_nightly")
    pipe = portal.media / "anh" / "pipe.jpg"
    os.mkfifo(pipe)  # reading it blocks, when restic already has the database
    command = [sys.executable, "manage.py", "backup_nightly"]
    try:
        with subprocess.Popen(command, cwd=ROOT, env=portal.environment, stdout=subprocess.DEVNULL) as killed:
            children = Path(f"/proc/{killed.pid}/task/{killed.pid}/children")
            writer = wait_for_reader(pipe)
            (child,) = children.read_text().split()
            killed.kill()
        os.close(writer)
        helpers.wait_until(lambda: not Path(f"/proc/{child}").exists())
    finally:
        pipe.unlink()
    assert list(portal.backups.glob(".backup-*"))
    (portal.folder / ".backup-old").mkdir()
    portal.manage("backup_nightly")
    assert len(snapshots(portal)) == 2
    assert list((portal.backups / "restic/locks").iterdir()) == []
    assert [*portal.backups.glob(".backup-*"), *portal.folder.glob(".backup-*")] == []
    assert [path for path in archives if not path.exists()] == []


@only_sqlite
def test_nightly_on_full_disk_makes_no_backup(portal, tmp_path):
    (portal.media / "nang.pdf").write_bytes(random.Random(1).randbytes(4_000_000))
    try:
        with servers.small_disk(tmp_path / "disk", kilobytes=3000) as disk:
            portal.environment["BACKUP_DIR"] = str(disk)
            assert "Đĩa đầy" in portal.manage_error("backup_nightly")
            assert not (disk / "nightly.done").exists()
    finally:
        (portal.media / "nang.pdf").unlink()


@only_sqlite
def test_nightly_stores_each_file_once_and_encrypted(portal):
    """Scaled down: 20 MB stand for 20 GB. A snapshot of every retained night may cost a fifth more."""
    numbers = random.Random(1)
    heavy = portal.media / "tep"
    heavy.mkdir()
    for number in range(10):
        (heavy / f"{number}.pdf").write_bytes(numbers.randbytes(2_000_000))
    try:
        for _ in range(3):
            portal.run_code(CHANGE)
            portal.manage("backup_nightly")
    finally:
        shutil.rmtree(heavy)
    assert len(snapshots(portal)) == 3
    repository = portal.backups / "restic"
    assert size(repository) < 1.2 * 20_000_000
    files = [path for path in repository.rglob("*") if path.is_file()]
    assert not any(b"SQLite format" in path.read_bytes() or b"news_article" in path.read_bytes() for path in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


@only_sqlite
def test_nightly_keeps_days_weeks_and_months(portal):
    portal.manage("backup_nightly")
    times = [*(f"2020-03-{day:02} 02:30:00" for day in range(1, 11)), "2020-01-31 02:30:00", "2020-01-05 02:30:00"]
    for time in times:
        restic(portal, "backup", "--host=saovang", "--tag=nightly", "--time", time, "/etc/hostname", "/etc/hosts")
    restic(portal, "backup", "--time=2019-01-01 00:00:00", "/etc/hostname")  # somebody else's
    portal.manage("backup_nightly")
    retained = set(re.findall(r'"time":"(20(?:19|20)-\d\d-\d\d)', restic(portal, "snapshots", "--json")))
    days = {f"2020-03-{day:02}" for day in range(5, 11)}  # with today seven
    weeks = {"2020-03-01"}  # beside those of the two weeks after it, which are retained as days
    months = {"2020-01-31"}
    assert retained == days | weeks | months | {"2019-01-01"}


@only_sqlite
def test_nightly_copy_in_another_folder_restores_and_erases(portal, tmp_path):
    remote = tmp_path / "nas"
    portal.environment["BACKUP_REMOTE"] = str(remote)
    assert f"Không có thư mục {remote}" in portal.manage_error("backup_nightly")
    remote.mkdir()
    portal.manage("backup_nightly")
    first, photo, name = portal.run_code(ERASE).split()
    portal.manage("backup_nightly")
    shutil.rmtree(portal.backups)
    portal.destroy()
    (portal.folder / "erasures.json").unlink()
    *_, older, _ = snapshots(portal, f"--repo={remote}")
    portal.manage("restore", "--nightly", older["id"], "--remote", "--yes")
    assert portal.run_code(COUNT_ERASED.format(first=first, photo=photo)).split() == ["0", "0", "2"]
    files = portal.snapshot()[1]
    assert files
    assert name not in files


@only_sqlite
def test_nightly_copy_in_object_store_restores(portal):
    with servers.object_store() as store:
        portal.environment |= {
            "BACKUP_REMOTE": f"s3:{store.url}/xa",
            "BACKUP_REMOTE_ACCESS_KEY": "khoa-thu",
            "BACKUP_REMOTE_SECRET_KEY": "khoa-thu",
        }
        before = portal.snapshot()
        portal.manage("backup_nightly")
        shutil.rmtree(portal.backups)
        portal.destroy()
        portal.manage("restore", "--nightly", "latest", "--remote", "--yes")
    assert portal.snapshot() == before


@only_sqlite
@pytest.mark.parametrize(
    ("environment", "arguments", "sentence"),
    [
        ({"PATH": ""}, ["backup_nightly"], "Máy này thiếu chương trình restic. Hãy cài: sudo apt-get install restic"),
        ({"BACKUP_PASSWORD_FILE": ""}, ["backup_nightly"], "Không đọc được BACKUP_PASSWORD_FILE"),
        ({"BACKUP_PASSWORD_FILE": "/khong-co"}, ["backup_nightly"], "Không đọc được BACKUP_PASSWORD_FILE"),
        ({}, ["restore", "--nightly", "latest", "--yes"], "restic dump không làm được"),
        ({}, ["restore", "--nightly", "latest", "--remote", "--yes"], "Chưa đặt BACKUP_REMOTE"),
        ({}, ["restore"], "--nightly"),
    ],
)
def test_nightly_that_cannot_work_says_why(portal, monkeypatch, environment, arguments, sentence):
    for name, value in environment.items():
        monkeypatch.setitem(portal.environment, name, value)
    assert sentence in portal.manage_error(*arguments)


def test_nightly_of_portal_with_object_store_restores(tmp_path, prepared_folder):
    helpers.require("restic", shutil.which("restic"))
    (tmp_path / "password").write_text("mat-khau-cua-kho")
    with servers.object_store() as store:
        folder = tmp_path / "portal"
        folder.mkdir()
        shutil.copy(prepared_folder / "db.sqlite3", folder)
        portal = BackupPortal(folder, **store.environment, BACKUP_PASSWORD_FILE=str(tmp_path / "password"))
        portal.manage("backup_nightly")
        portal.manage("restore_drill")
        files = store.files()
        assert len(files) >= 6
        for name in files:
            store.delete(name)
        portal.manage("restore", "--nightly", "latest", "--yes")
        assert store.files() == files
