"""`make run` in a fresh checkout, with the virtual environment of this one."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

from tests import helpers, servers
from tests.portal import Visitor


def environment() -> dict[str, str]:
    """Return the environment of a terminal, without the variables of a surrounding `make test`."""
    return {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}


class Run:
    """A running `make run` with its output in a file."""

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
    def output(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self, seconds: float = 2 * helpers.TIMEOUT) -> None:
        deadline = time.monotonic() + seconds
        while "Trang đang chạy tại" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def interrupt(self) -> None:
        """Send Ctrl-C to the process group, as a terminal does."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(helpers.TIMEOUT)


def test_make_run_twice(checkout, prepared_folder):
    # Compressing them takes ten seconds of CPU time; `setup` has done it in an empty folder for all tests.
    shutil.copytree(prepared_folder / "static", checkout / ".data/static")
    first = Run(checkout, servers.free_port())
    first.wait_until_ready()
    password = re.search(r"bientap  Mật khẩu .*: (\S+)", first.output)[1]
    assert stat.S_IMODE((checkout / ".env").stat().st_mode) == 0o600
    settings = (checkout / ".env").read_text()
    assert len(re.search(r"SECRET_KEY=(\S+)", settings)[1]) >= 50
    status, page = Visitor(first.url).get("/")
    assert status == 200
    assert page.count('<article class="') >= 15
    photo = re.search(r'src="(/media/[^"]+)"', page)[1]
    first.interrupt()
    assert "Traceback" not in first.output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(first.url.rpartition(":")[2]))) != 0

    second = Run(checkout, servers.free_port())
    second.wait_until_ready()
    second_page = Visitor(second.url, user_agent="curl").get("/")[1]
    second.interrupt()
    assert (checkout / ".env").read_text() == settings
    assert photo in second_page
    assert "Hôm nay</dt><dd>1</dd>" in " ".join(second_page.split())
    for text in ["Đang cài", "Đang nạp", "Mật khẩu", password]:
        assert text not in second.output


def test_make_run_on_used_port_prints_one_line(checkout):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        run = Run(checkout, port)
        assert run.process.wait(helpers.TIMEOUT) != 0
    lines = [line for line in run.output.splitlines() if "Không mở được" in line]
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]
    assert "Traceback" not in run.output


def test_make_run_with_old_python_prints_one_line(checkout, tmp_path):
    old_python = tmp_path / "python3"
    old_python.write_text('#!/bin/sh\ncase "$1" in -V) echo Python 3.9.2;; *) exit 1;; esac\n')
    old_python.chmod(0o755)
    folder = tmp_path / "saovang"
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns(".venv", ".data"))
    command = ["make", "run", f"PYTHON={old_python}"]
    completed = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert completed.returncode != 0
    assert completed.stdout == f"Cần Python 3.11 trở lên; {old_python} ở đây là 3.9.2.\n"
