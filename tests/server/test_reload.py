"""Reload and restart under load: no request fails, no visit is lost, and an invalid setting stops nothing."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from http.client import HTTPException, IncompleteRead

import pytest

from tests import helpers
from tests.portal import ROOT, Portal, Visitor
from tests.server.nginx import NginxSite
from tests.server.test_visits import stored

READERS = 2  # readers of each kind
PAUSE = 0.02
PATHS = ["/", "/tin-tuc/", "/tin-tuc/tin-cu/", "/tim-kiem/?q=doan"]

CODE = """
from saovang.wsgi import application as portal

def application(environ, start_response):
    def start(status, headers, *more):
        return start_response(status, [*headers, ("X-Version", "{version}")], *more)
    return portal(environ, start)
"""
START_WITH_SOCKET = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *sys.argv[2:]])
"""


class Readers:
    """Threads that send requests again and again, on persistent and new connections, as new and returning visitors.

    A pause of PAUSE seconds leaves the processors to what is tested.

    With `writing` one more sends forms. With `retry` each repeats one response that broke off.
    """

    def __init__(self, site: NginxSite, writing: bool = True, retry: bool = False) -> None:
        self.site = site
        self.retry = retry
        self.failed: list[str] = []
        self.responses = self.visits = 0
        self._lock, self._stopped = threading.Lock(), threading.Event()
        kinds = [(keep_alive, returning) for keep_alive in (True, False) for returning in (True, False)] * READERS
        self._threads = [threading.Thread(target=self._read, args=kind) for kind in kinds]
        if writing:
            self._threads.append(threading.Thread(target=self._write))

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, number: int) -> None:
        """Wait for this number of further responses."""
        goal = self.responses + number
        helpers.wait_until(lambda: self.responses >= goal or self.failed)

    def _read(self, keep_alive: bool, returning: bool) -> None:
        connection = self.site.connection()
        cookie: dict[str, str] = {}
        number = 0
        retry = self.retry
        while not self._stopped.wait(PAUSE) and not self.failed:
            path = PATHS[number % len(PATHS)]
            number += 1
            try:
                response = connection.request(path, **cookie)
            except (OSError, HTTPException) as error:
                if retry and isinstance(error, IncompleteRead):
                    retry = False
                    connection.close()
                    continue
                self.failed.append(f"{path}: {error!r}")
                break
            if response.status != 200:
                self.failed.append(f"{path}: {response.status}")
                break
            with self._lock:
                self.responses += 1
                self.visits += not cookie
            if returning:
                cookie = {"Cookie": re.match(r"luot_truy_cap=1", response.headers["Set-Cookie"])[0]}
            if not keep_alive:
                connection.close()  # the next request opens another
        connection.close()

    def _write(self) -> None:
        """Send forms without a CSRF token. nginx must not repeat a POST request on another worker."""
        connection = self.site.connection()
        while not self._stopped.wait(PAUSE) and not self.failed:
            try:
                response = connection.request("/quan-tri/login/", method="POST", body=b"login=a")
            except (OSError, HTTPException) as error:
                self.failed.append(f"form: {error!r}")
                break
            if response.status != 403:
                self.failed.append(f"form: {response.status}")
        connection.close()


def remove_rate_limits(site: NginxSite) -> None:
    """Remove the rate limits, because all readers have one IP address."""
    path = site.folder / "site.conf"
    path.write_text(re.sub(r"\n *limit_req zone=.*", "", path.read_text()))


@pytest.fixture
def site_at(tmp_path, portal):
    """Return a function that starts nginx in front of a socket."""
    sites = []

    def start(upstream: str) -> NginxSite:
        site = NginxSite(tmp_path, portal.environment["DATA_DIR"], upstream)
        remove_rate_limits(site)
        site.start()
        sites.append(site)
        return site

    yield start
    for site in sites:
        site.stop()


def test_reload_runs_new_code_without_failed_request(portal, site_at, tmp_path):
    code = tmp_path / "versioned.py"
    code.write_text(CODE.format(version=1))
    portal.environment |= {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    portal.start("versioned")
    site = site_at(f"127.0.0.1:{portal.port}")
    before = stored(portal)
    with Readers(site) as readers:
        for version in (2, 3, 4):
            readers.wait_for(20)
            code.write_text(CODE.format(version=version))
            old = set(portal.workers)
            portal.server.send_signal(signal.SIGHUP)  # what the unit's ExecReload does
            helpers.wait_until(lambda old=old: len(set(portal.workers)) == 2 and not old & set(portal.workers))
        readers.wait_for(20)
        assert {site.request("/healthz").headers["X-Version"] for _ in range(4)} == {"4"}
    portal.stop()
    assert readers.failed == []
    assert stored(portal) == before + readers.visits


def test_restart_on_systemd_socket_without_failed_request(portal, site_at, tmp_path):
    before = stored(portal)
    with socket.socket(socket.AF_UNIX) as systemd_socket:  # systemd holds it for saovang.socket
        systemd_socket.bind(str(tmp_path / "portal.sock"))
        systemd_socket.listen(2048)
        server = start_with(systemd_socket, portal)
        with Readers(site_at(f"unix:{tmp_path}/portal.sock")) as readers:
            for _ in range(2):
                readers.wait_for(20)
                stop(server)
                server = start_with(systemd_socket, portal)
            readers.wait_for(20)
        stop(server)
    assert readers.failed == []
    assert stored(portal) == before + readers.visits


def start_with(systemd_socket: socket.socket, portal: Portal) -> subprocess.Popen:
    """Start a server that inherits the socket as from systemd (sd_listen_fds(3))."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            START_WITH_SOCKET,
            str(systemd_socket.fileno()),
            "--config",
            "saovang/gunicorn.py",
            "saovang.wsgi",
        ],
        cwd=ROOT,
        env=portal.environment,
        pass_fds=[systemd_socket.fileno()],
        stdout=subprocess.DEVNULL,
    )


def stop(server: subprocess.Popen) -> None:
    server.terminate()
    assert server.wait(helpers.TIMEOUT) == 0


INVALID = ["THREADS=0", "BIND=8000", "TRUSTED_PROXIES=10.0.0.5/8", "WORKER=3", "khong doc duoc"]


def test_reload_with_invalid_setting_keeps_workers(tmp_path, prepared_folder):
    shutil.copytree(prepared_folder, tmp_path / "data")
    env_file, log_file = tmp_path / "saovang.env", tmp_path / "server.log"
    env_file.write_text('WORKERS="3"\n')
    portal = Portal(tmp_path / "data", ENV_FILE=str(env_file))
    bind = portal.environment.pop("BIND")
    env_file.write_text(f'BIND={bind}\nWORKERS="3"\n')
    with log_file.open("wb") as log:
        portal.start(log=log)
    helpers.wait_until(lambda: len(portal.workers) == 3)
    workers = portal.workers

    def reload(refused: int) -> None:
        """Send SIGHUP and wait until so many reloads were refused in all."""
        portal.server.send_signal(signal.SIGHUP)
        helpers.wait_until(lambda: log_file.read_text().count("Chưa nạp lại được") == refused)
        assert portal.server.poll() is None
        assert Visitor(portal.url).get("/")[0] == 200

    for number, line in enumerate(INVALID, start=1):
        env_file.write_text(line)
        reload(refused=number)
        assert portal.workers == workers
    env_file.unlink()
    env_file.mkdir()  # root can read a file of any mode
    reload(refused=len(INVALID) + 1)
    assert portal.workers == workers

    os.kill(workers[0], signal.SIGKILL)  # the next worker does not read the file
    helpers.wait_until(lambda: len(portal.workers) == 3 and workers[0] not in portal.workers)
    assert Visitor(portal.url).get("/")[0] == 200

    env_file.rmdir()
    env_file.write_text("export WORKERS = '2' # hai\nBIND=127.0.0.1:1\n")  # a reload keeps the address
    portal.server.send_signal(signal.SIGHUP)
    helpers.wait_until(lambda: len(portal.workers) == 2)
    assert Visitor(portal.url).get("/")[0] == 200
    assert "BIND=127.0.0.1:1 chỉ có hiệu lực khi khởi động lại" in log_file.read_text()
    portal.stop()
    assert portal.server.returncode == 0
