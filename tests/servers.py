"""Servers and programs that tests start. A test is skipped if the machine lacks its program."""

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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen
from xml.etree import ElementTree

from tests.helpers import TIMEOUT, require


def chromium() -> str | None:
    """Return the path of Chromium: the one in the environment variable CHROMIUM, or else the first one installed.

    The headless shell comes first, because a full Chromium draws its window and needs twice the CPU.
    """
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def free_port() -> int:
    """Return a port below those of outgoing connections, so that a stopped server can bind it again."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def wait_for_port(port: int, process: subprocess.Popen, seconds: float = TIMEOUT) -> None:
    """Wait until `process` listens. Raises RuntimeError if it ends before that, TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"exit status {process.returncode} before listening on port {port}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


class PostgreSQLServer:
    """An empty PostgreSQL at `url`, which can be stopped and started again."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        initdb = shutil.which("initdb") or (programs and str(programs[-1] / "initdb")) or None
        require("PostgreSQL", initdb)
        self.port = free_port()
        self.url = f"postgres://saovang@127.0.0.1:{self.port}/postgres"
        self.program = Path(initdb).with_name("postgres")
        # Outside pytest's folder: only root can read that one, and PostgreSQL refuses to run as root.
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
        """Stop at once and abort all connections."""
        self.server.send_signal(signal.SIGINT)
        self.server.wait(TIMEOUT)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop all processes with SIGSTOP: connections are accepted and queries get no answer."""
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
def postgresql() -> Iterator[PostgreSQLServer]:
    server = PostgreSQLServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.data)


class ObjectStoreServer:
    """An S3-compatible server (moto) with an empty bucket; `environment` holds the portal's settings for it.

    Files are stored in the server's memory. Anyone may read the public ones, as in production; all else needs the key.
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
        public_read = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": [f"arn:aws:s3:::{bucket}/{folder}/*" for folder in ("anh", "tep")],
        }
        self._policy = json.dumps({"Version": "2012-10-17", "Statement": [public_read]}).encode()

    def start(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port, self.server)
        headers = {"Content-Type": "application/json"}
        for url, body in [(self.url, None), (f"{self.url}?policy", self._policy)]:
            urlopen(Request(url, body, headers, method="PUT"), timeout=TIMEOUT).close()

    def stop(self) -> None:
        self.server.kill()
        self.server.wait(TIMEOUT)

    def files(self) -> dict[str, bytes]:
        """Return the content of each file by name. Reads one page of the listing, which has at most 1,000 names."""
        with urlopen(f"{self.url}?list-type=2", timeout=TIMEOUT) as listing:
            names = [key.text for key in ElementTree.parse(listing).findall(".//{*}Key")]
        contents = {}
        for name in names:
            with urlopen(self._signed(name), timeout=TIMEOUT) as file:
                contents[name] = file.read()
        return contents

    def delete(self, name: str) -> None:
        urlopen(self._signed(name, "DELETE"), timeout=TIMEOUT).close()

    def _signed(self, name: str, method: str = "GET") -> Request:
        headers = {"Authorization": "AWS4-HMAC-SHA256 Credential=khoa-thu/20260101/us-east-1/s3/aws4_request"}
        return Request(f"{self.url}/{name}", headers=headers, method=method)


@contextmanager
def object_store() -> Iterator[ObjectStoreServer]:
    store = ObjectStoreServer()
    store.start()
    try:
        yield store
    finally:
        store.stop()


class RedisServer:
    """An empty Redis at `url` that stores nothing on disk."""

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
        """Kill it, as a power failure does."""
        self.server.kill()
        self.server.wait(TIMEOUT)


@contextmanager
def redis(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a file system of this size at `folder`."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode != 0:
        require("quyền gắn một đĩa nhỏ (mount)", None)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
