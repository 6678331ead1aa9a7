"""`make deploy-check`: nginx, systemd and Django find nothing wrong with deploy/."""

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
    """A copy of deploy/ to be broken; the code is that of this checkout."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    for name in ("manage.py", ".venv", "saovang"):
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_deploy_is_found_right():
    helpers.require("nginx, openssl hoặc systemd-analyze", *map(shutil.which, ("nginx", "openssl", "systemd-analyze")))
    done = check()
    assert (done.returncode, "BỎ QUA" in done.stdout) == (0, False), done.stdout
    assert done.stdout.count("✓") == 6


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("nginx/site.conf", "gzip_static on;", "gzip_statik on;"),
        ("systemd/saovang.service", "ExecStart=/opt", "ExecStart=/khong-co"),
        ("systemd/saovang.service", "ProtectSystem=strict\nProtectHome=yes\nPrivateTmp=yes\nPrivateDevices=yes\n", ""),
        ("install", "for word in", "for word on"),
    ],
)
def test_what_is_wrong_is_found(checkout, file, right, wrong):
    helpers.require("nginx, openssl hoặc systemd-analyze", *map(shutil.which, ("nginx", "openssl", "systemd-analyze")))
    path = checkout / "deploy" / file
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong))
    done = check(checkout)
    assert (done.returncode, "✗" in done.stdout) == (1, True), done.stdout


def test_a_missing_tool_is_named(tmp_path):
    for tool in ("env", "bash", "dirname", "mktemp", "rm", "sh", "sed", "cp"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    done = check(path=str(tmp_path))
    assert "⚠ BỎ QUA cấu hình nginx: máy này không có openssl\n" in done.stdout
    assert "⚠ BỎ QUA các unit của systemd: máy này không có systemd-analyze\n" in done.stdout
