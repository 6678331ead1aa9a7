"""Parts that a full test needs and a machine may lack. A test without its part is skipped by name."""

import importlib.util
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pytest

# What a resident's browser says of itself; one without a screen would say that it is a robot.
BROWSER = "Mozilla/5.0 (Linux; Android 11; SM-A125F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"

# Seconds that a test waits at most for what must come, however busy the machine is.
LONG = 120


def require(name: str, *programs: str | None) -> None:
    if not all(programs):
        pytest.skip(f"máy này không có {name}")


def chromium() -> str | None:
    """The one without a window first: the others draw one all the same, for twice the time of the processor."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    """One below those that the system gives to outgoing connections, so that a server can take it again."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def wait_for_port(port: int, process: subprocess.Popen, seconds: float = LONG) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode} before it listened")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def wait_until(condition: Callable[[], object], seconds: float = LONG) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {seconds} seconds")
        time.sleep(0.05)


class PostgreSQL:
    """A PostgreSQL of our own, empty, reached at `url`; can be stopped and started."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        initdb = shutil.which("initdb") or (programs and str(programs[-1] / "initdb")) or None
        require("PostgreSQL", initdb)
        self.port = free_port()
        self.url = f"postgres://saovang@127.0.0.1:{self.port}/postgres"
        self.program = Path(initdb).with_name("postgres")
        # Not in pytest's folder, which is root's alone, while PostgreSQL refuses to run as root.
        self.data = Path(tempfile.mkdtemp(prefix="saovang-postgresql-"))
        self.as_owner = {}
        if os.getuid() == 0:
            shutil.chown(self.data, "postgres")
            self.as_owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        options = ["--auth=trust", "--username=saovang", "--encoding=UTF8", "--no-sync"]
        subprocess.run([initdb, *options, self.data], check=True, capture_output=True, cwd="/", **self.as_owner)

    def start(self) -> None:
        self.server = subprocess.Popen(
            [self.program, "-D", self.data, "-p", str(self.port)]
            + ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self.as_owner,
        )
        wait_for_port(self.port, self.server)

    def stop(self) -> None:
        """At once, with everybody's connections broken off."""
        self.server.send_signal(signal.SIGINT)
        self.server.wait(LONG)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It goes on taking questions and answers none, as a machine that hangs."""
        leader = self.server.pid
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
        processes = [leader, *map(int, children)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    server = PostgreSQL()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.data)


class S3MediaStorage:
    """An S3-compatible store of our own (moto's server) with an empty bucket, reached by `environment`.

    What is in the bucket lives in the server's memory. As in a real one, the world may read files, and no more.
    """

    def __init__(self, bucket: str = "kho") -> None:
        require("moto", importlib.util.find_spec("moto") and "moto")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/{bucket}"
        self.environment = {
            "S3_BUCKET": bucket,
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "S3_REGION": "us-east-1",
            "S3_ACCESS_KEY": "khoa-thu",
            "S3_SECRET_KEY": "khoa-thu",
        }
        reading = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{bucket}/*",
        }
        self._policy = json.dumps({"Version": "2012-10-17", "Statement": [reading]}).encode()

    def start(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port, self.server)
        kind = {"Content-Type": "application/json"}
        for address, body in [(self.url, None), (f"{self.url}?policy", self._policy)]:
            urlopen(Request(address, body, kind, method="PUT"), timeout=LONG).close()

    def stop(self) -> None:
        self.server.kill()
        self.server.wait(LONG)

    def files(self) -> dict[str, bytes]:
        """Everything in the bucket by name; of no more than a thousand files."""
        with urlopen(f"{self.url}?list-type=2", timeout=LONG) as listing:
            names = [key.text for key in ElementTree.parse(listing).findall(".//{*}Key")]
        found = {}
        for name in names:
            with urlopen(f"{self.url}/{name}", timeout=LONG) as file:
                found[name] = file.read()
        return found

    def delete(self, name: str) -> None:
        signed = {"Authorization": "AWS4-HMAC-SHA256 Credential=khoa-thu/20260101/us-east-1/s3/aws4_request"}
        urlopen(Request(f"{self.url}/{name}", headers=signed, method="DELETE"), timeout=LONG).close()


@contextmanager
def object_store() -> Iterator[S3MediaStorage]:
    store = S3MediaStorage()
    store.start()
    try:
        yield store
    finally:
        store.stop()


class Redis:
    """A Redis of our own, empty, reached at `url`; what it holds ends with it."""

    def __init__(self, folder: Path) -> None:
        self.program, self.folder, self.port = shutil.which("redis-server"), folder, free_port()
        require("Redis", self.program)
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.server = subprocess.Popen(
            [self.program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        wait_for_port(self.port, self.server)

    def stop(self) -> None:
        """At once, as a machine that loses its power."""
        self.server.kill()
        self.server.wait(LONG)


@contextmanager
def redis(folder: Path) -> Iterator[Redis]:
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of just this size."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode != 0:
        require("quyền gắn một đĩa nhỏ (mount)", None)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
