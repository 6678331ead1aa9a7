"""Settings of gunicorn. Measured best on two cores: two processes of four threads, connections kept."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.workers.base import Worker

ROOT = Path(__file__).resolve().parent.parent


def setting(name: str, default: str) -> str:
    """From the environment or `.env`, read anew at each reload. This process must import nothing of the portal:
    the workers that it forks after an upgrade would have the old code."""
    file = ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    found = [line[1].strip() for line in map(re.compile(rf"{name}=(.*)").match, lines) if line]
    return os.environ.get(name) or (found[-1] if found else "") or default


bind = setting("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(setting("WORKERS", "2"))
threads = int(setting("THREADS", "4"))
keepalive = 5
timeout = 60
# At a stop a worker has REQUESTS_SECONDS for the requests in hand, and after them its pulse time for a last beat.
REQUESTS_SECONDS = 20
graceful_timeout = 37
loglevel = setting("LOG_LEVEL", "warning")
control_socket_disable = True


def on_starting(server: "Arbiter") -> None:
    """Say in a sentence what is wrong with the settings, or that the port is taken; gunicorn would show its log."""
    checked = subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, stdout=subprocess.DEVNULL)
    if checked.returncode:
        sys.exit(checked.returncode)
    if "GUNICORN_FD" in os.environ or "LISTEN_FDS" in os.environ:
        return  # the socket is handed over by the old process or by systemd
    for address in server.cfg.address:
        if not isinstance(address, tuple):
            continue
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                sys.exit(f"Không mở được {bind}: {error.strerror}. Chọn địa chỉ khác: make run BIND=127.0.0.1:9000")


def post_worker_init(worker: "Worker") -> None:
    worker.cfg.set("graceful_timeout", REQUESTS_SECONDS)


def worker_exit(server: "Arbiter", worker: "Worker") -> None:
    """Before Python waits for threads, for a request that never ends would hold up what is done at its exit."""
    if worker.pid == os.getpid():  # gunicorn's own process says so, too, of a worker that has vanished
        from saovang.core.background import runner

        runner.stop()


def when_ready(server: "Arbiter") -> None:
    where = ", ".join(map(str, server.LISTENERS))
    print(f"Trang đang chạy tại {where} – nhấn Ctrl-C để dừng.", flush=True)
