"""`make deploy-check`: nginx, systemd and Django accept deploy/."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import helpers
from tests.portal import ROOT


def check(root: Path = ROOT, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [root / "deploy" / "check"], env={"PATH": path, "HOME": "/"}, capture_output=True, text=True, cwd="/"
    )


@pytest.fixture
def checkout(tmp_path) -> Path:
    """Return a checkout with a copy of deploy/ that a test may break, and links to the code."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for name in ("manage.py", ".venv", "saovang"):
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_check_accepts_deploy():
    helpers.require("nginx, openssl hoặc systemd-analyze", *map(shutil.which, ("nginx", "openssl", "systemd-analyze")))
    completed = check()
    assert (completed.returncode, "BỎ QUA" in completed.stdout) == (0, False), completed.stdout
    assert completed.stdout.count("✓") == 6


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("nginx/site.conf", "gzip_static on;", "gzip_statik on;"),
        ("systemd/saovang.service", "ExecStart=/opt", "ExecStart=/khong-co"),
        ("systemd/saovang.service", "ProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\n", ""),
        ("install", "for argument in", "for argument on"),
    ],
)
def test_check_refuses_mistake(checkout, file, old, new):
    helpers.require("nginx, openssl hoặc systemd-analyze", *map(shutil.which, ("nginx", "openssl", "systemd-analyze")))
    path = checkout / "deploy" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    completed = check(checkout)
    assert (completed.returncode, "✗" in completed.stdout) == (1, True), completed.stdout


def test_check_names_missing_tool(tmp_path):
    for tool in ("env", "bash", "dirname", "mktemp", "rm", "sh", "sed", "cp"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    completed = check(path=str(tmp_path))
    assert "⚠ BỎ QUA cấu hình nginx: máy này không có openssl\n" in completed.stdout
    assert "⚠ BỎ QUA các unit của systemd: máy này không có systemd-analyze\n" in completed.stdout
