"""What gunicorn tells systemd, a worker whose request threads hang, and a portal that everybody can connect to."""

import shutil
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.helpers import wait_until
from tests.portal import Portal, Visitor

THREADS = 4


class NotifySocket:
    """The socket of systemd that a service with Type=notify and WatchdogSec writes to (sd_notify(3))."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.messages: list[tuple[int, str]] = []  # process id of the sender, and text
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._socket.bind(path)
        self._thread = threading.Thread(target=self._receive)
        self._thread.start()

    def _receive(self) -> None:
        while True:
            message, ancillary, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(struct.calcsize("3i")))
            if message == b"end":
                return
            (pid, _, _) = struct.unpack("3i", ancillary[0][2])
            self.messages.append((pid, message.decode()))

    def count(self, pid: int, text: str = "WATCHDOG=1") -> int:
        return self.messages.count((pid, text))

    def close(self) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", self.path)
        self._thread.join()
        self._socket.close()


@pytest.fixture(scope="module")
def systemd(tmp_path_factory) -> Iterator[NotifySocket]:
    systemd = NotifySocket(str(tmp_path_factory.mktemp("systemd") / "notify"))
    yield systemd
    systemd.close()


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder, systemd) -> Iterator[Portal]:
    """Start a portal whose hanging workers are replaced after ten seconds."""
    folder = tmp_path_factory.mktemp("portal")
    portal = Portal(
        shutil.copytree(prepared_folder, folder / "data"),
        NOTIFY_SOCKET=systemd.path,
        WATCHDOG_USEC="30000000",
        HANGING_LOG=str(folder / "hanging"),
        THREADS=str(THREADS),
    )
    portal.start("tests.server.hanging")
    wait_until(lambda: len(portal.workers) == 2 and all(systemd.count(pid) for pid in portal.workers))
    yield portal
    if portal.server.poll() is None:
        portal.server.send_signal(signal.SIGQUIT)  # hanging requests never end
        portal.server.wait()


def hang(portal: Portal, pid: int, connections: ExitStack) -> None:
    """Send requests until all request threads of this worker hang."""
    log = portal.folder.parent / "hanging"

    def all_hang() -> bool:
        connection = connections.enter_context(socket.create_connection(("127.0.0.1", portal.port)))
        connection.sendall(f"GET /treo?{pid} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return log.exists() and len(log.read_text()) == THREADS

    wait_until(all_hang)


def test_systemd_is_told_when_portal_is_ready(portal, systemd):
    ready = [pid for pid, text in systemd.messages if text.startswith("READY=1")]
    assert ready == [portal.server.pid]


def test_hanging_worker_is_silent_and_replaced(portal, systemd):
    victim, other = portal.workers
    with ExitStack() as connections:
        hang(portal, victim, connections)
        before, before_other = systemd.count(victim), systemd.count(other)
        wait_until(lambda: victim not in portal.workers and len(portal.workers) == 2)
    assert systemd.count(victim) <= before + 1  # one may have been on its way
    assert systemd.count(other) > before_other + 1
    assert other in portal.workers
    new = next(pid for pid in portal.workers if pid != other)
    wait_until(lambda: systemd.count(new))
    assert [Visitor(portal.url).get("/")[0] for _ in range(10)] == [200] * 10


@pytest.mark.parametrize(
    ("host", "proxies", "warned"),
    [
        ("127.0.0.1", "", False),
        ("0.0.0.0", "", True),
        ("0.0.0.0", "127.0.0.1,::1", True),
        ("0.0.0.0", "10.0.0.2", False),
    ],
)
def test_portal_without_proxy_warns_once_at_start(tmp_path, prepared_folder, host, proxies, warned):
    portal = Portal(shutil.copytree(prepared_folder, tmp_path / "data"), TRUSTED_PROXIES=proxies, WORKERS="1")
    portal.environment["BIND"] = f"{host}:{portal.port}"
    log_file = tmp_path / "server.log"
    with log_file.open("wb") as log:
        portal.start(log=log)
        wait_until(lambda: log_file.read_text().count("Trang đang chạy tại") == 1)
        portal.stop()
    warning = f"Cảnh báo: trang nghe ở {host}:{portal.port} mà không có máy nào đứng trước"
    assert log_file.read_text().count(warning) == warned
