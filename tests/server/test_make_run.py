"""`make run` as a newcomer types it, on a checkout of its own; the packages are those of this one."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

from tests import helpers, servers
from tests.portal import ROOT, Visitor


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    if not shutil.which("make") or not (ROOT / ".venv" / "bin" / "gunicorn").exists():
        pytest.skip("máy này không có make hoặc .venv")
    folder = tmp_path_factory.mktemp("checkout") / "saovang"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".venv", ".git", ".data", ".env", "__pycache__"))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


def environment() -> dict[str, str]:
    """What a terminal has; nothing of the `make test` that may be running this."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


class Run:
    """One `make run`, its output in a file, until Ctrl-C."""

    def __init__(self, folder: Path, port: int) -> None:
        self.log = folder / f"run-{port}.log"
        self.url = f"http://127.0.0.1:{port}"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["make", "run", f"BIND=127.0.0.1:{port}"],
                cwd=folder,
                env=environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self, seconds: float = 2 * helpers.TIMEOUT) -> None:
        deadline = time.monotonic() + seconds
        while "Trang đang chạy tại" not in self.printed:
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.1)

    def interrupt(self) -> None:
        """Ctrl-C goes to the whole group, as from a terminal."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(helpers.TIMEOUT)


def test_from_a_checkout_to_a_portal_and_again(checkout):
    first = Run(checkout, servers.free_port())
    first.wait_until_ready()
    password = re.search(r"bientap  Mật khẩu .*: (\S+)", first.printed)[1]
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    settings = (checkout / ".env").read_text()
    assert len(re.search(r"SECRET_KEY=(\S+)", settings)[1]) >= 50
    status, page = Visitor(first.url).get("/")
    assert status == 200
    assert page.count('<article class="') >= 20
    photo = re.search(r'src="(/media/[^"]+)"', page)[1]
    first.interrupt()
    assert "Traceback" not in first.printed
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(first.url.rpartition(":")[2]))) != 0

    second = Run(checkout, servers.free_port())
    second.wait_until_ready()
    again = Visitor(second.url, user_agent="curl").get("/")[1]
    second.interrupt()
    assert (checkout / ".env").read_text() == settings
    assert photo in again
    assert "Hôm nay</dt><dd>1</dd>" in " ".join(again.split())
    for word in ["Đang cài", "Đang nạp", "Mật khẩu", password]:
        assert word not in second.printed


def test_a_taken_port_gets_one_clear_line(checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = Run(checkout, port)
        assert run.process.wait(helpers.TIMEOUT) != 0
    lines = [line for line in run.printed.splitlines() if "Không mở được" in line]
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]
    assert "Traceback" not in run.printed


def test_a_python_that_is_too_old_gets_one_clear_line(checkout, tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac\n')
    old.chmod(0o755)
    folder = tmp_path / "saovang"
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns(".venv", ".data"))
    command = ["make", "run", f"PYTHON={old}"]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stdout == f"Cần Python 3.11 trở lên; {old} ở đây là 3.9.2.\n"
