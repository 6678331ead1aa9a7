"""Archives that restore refuses. These tests may not access the database, so a refusal has changed nothing."""

import io
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from saovang.backup.archive import ArchiveWriter, Manifest, verify
from saovang.backup.restore import check_compatible


@pytest.fixture
def archive(tmp_path, settings) -> Path:
    settings.BACKUP_DIR = tmp_path
    path = tmp_path / "saovang-20260101-000000.tar"
    with path.open("wb") as file:
        writer = ArchiveWriter(file, Manifest(connection.vendor, "2026-01-01T00:00:00", [], {"news_article": 3}))
        for name, content in {"database.sqlite3": b"rows" * 5000, "media/a/1.webp": b"photo" * 5000}.items():
            writer.add(name, io.BytesIO(content), len(content))
        writer.close()
    return path


def make_tar(path: Path, *names: str) -> None:
    with tarfile.open(path, "w") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())


def test_verify_returns_manifest(archive):
    manifest = verify(archive)
    assert manifest.counts == {"news_article": 3}
    assert manifest.database == "database.sqlite3"
    assert manifest.media == ["a/1.webp"]


@pytest.mark.parametrize("damage", ["cut", "bit", "manifest", "end"])
def test_restore_refuses_damaged_archive(archive, damage):
    data = archive.read_bytes()
    middle = len(data) // 2
    archive.write_bytes(
        {
            "cut": data[:middle],
            "bit": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "manifest": data.replace(b'"made_at": "2', b'"made_at": "3'),
            "end": data[:-20480],
        }[damage]
    )
    with pytest.raises(CommandError, match="bị hỏng hoặc chưa đủ"):
        call_command("restore", archive, "--yes")


@pytest.mark.parametrize("content", ["text", "tar", "empty"])
def test_restore_refuses_foreign_file(archive, content):
    if content == "tar":
        make_tar(archive, "LICENSE")
    else:
        archive.write_text("không phải bản sao lưu" if content == "text" else "")
    with pytest.raises(CommandError, match="không phải bản sao lưu của trang này"):
        call_command("restore", archive, "--yes")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "media/../../outside"])
def test_restore_refuses_member_outside_of_folder(archive, name):
    make_tar(archive, name)
    with pytest.raises(CommandError, match="có thành phần lạ"):
        call_command("restore", archive, "--yes")


def test_restore_refuses_missing_file(archive):
    with pytest.raises(CommandError, match="Không có tệp"):
        call_command("restore", archive.with_name("missing.tar"), "--yes")


@pytest.mark.parametrize("answer", ["thôi", EOFError()])
def test_restore_without_confirmation_does_nothing(archive, monkeypatch, answer):
    def fake_input(prompt: str) -> str:
        if isinstance(answer, EOFError):
            raise answer
        return answer

    monkeypatch.setattr("builtins.input", fake_input)
    with pytest.raises(CommandError, match="Không làm gì"):
        call_command("restore", archive)


def test_check_compatible_refuses_newer_version():
    """The migrations of every app of the project count, small apps too."""
    manifest = Manifest(connection.vendor, "", ["pages.0001_initial", "pages.9999_later"], {})
    with pytest.raises(CommandError, match=r"phiên bản mới hơn \(pages\.9999_later\)"):
        check_compatible(Path("saovang.tar"), manifest)


def test_check_compatible_refuses_other_database():
    with pytest.raises(CommandError, match="là của oracle"):
        check_compatible(Path("saovang.tar"), Manifest("oracle", "", [], {}))


def test_restore_refuses_sparse_file(archive):
    """A sparse member of a few bytes may declare exabytes."""
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo("saovang-backup")
        member.pax_headers = {"GNU.sparse.map": "0,0", "GNU.sparse.size": str(2**60)}
        tar.addfile(member)
    with pytest.raises(CommandError, match="thành phần lạ"):
        call_command("restore", archive, "--yes")


def test_manifest_time_in_words():
    manifest = Manifest("sqlite", "2026-11-28T02:30:00+07:00", [], {})
    assert manifest.time_in_words == "02:30 ngày 28/11/2026"
