"""gunicorn configuration. Two processes of four threads with keep-alive were the fastest on two cores.

The master process imports no module of the portal: workers that it forks after an upgrade would run the old code.
So it reads the settings in a subprocess. Workers get these values and do not read `.env` again: a mistake in that file
does not stop a running portal.
"""

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.systemd import sd_notify
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker

ROOT = Path(__file__).resolve().parent.parent
REQUEST_TIMEOUT_AT_STOP = 20  # seconds
EXPOSED = (
    "Cảnh báo: trang nghe ở {bind} mà không có máy nào đứng trước (TRUSTED_PROXIES). Một mình gunicorn thì chừng mười "
    "kết nối gửi chậm là đủ làm trang ngừng trả lời. Hãy để nginx đứng trước (docs/deploy.md), hoặc đặt "
    "BIND=127.0.0.1:8000."
)


class RequestThreadsWorker(ThreadWorker):
    """A worker that is alive only as long as its request threads are.

    gunicorn's own heartbeat comes from the main thread, which runs on while all request threads hang. Here each beat is
    a job that has passed through them. Without a beat for `timeout`, gunicorn replaces this worker; without a beat
    of any worker for WatchdogSec, systemd restarts the portal.
    """

    beat: Future[Any] | None = None
    beat_at = 0.0  # seconds, monotonic

    def notify(self) -> None:
        """Send the heartbeat, at most once a second, if the job that the last one left has run, and leave another."""
        now = time.monotonic()
        if now - self.beat_at < 1 or (self.beat and not self.beat.done()):
            return
        super().notify()
        if self.beat:  # a worker that has only started has answered nothing
            sd_notify("WATCHDOG=1", self.log)
        self.beat, self.beat_at = self.tpool.submit(int), now


def run(*arguments: str) -> str:
    """Run Python in the project's folder and return its output. Exits if it fails, after it printed why."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 – our own code
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


settings = dict(line.split("=", 1) for line in shlex.split(run("-m", "saovang.env")))
# A reload keeps the listening socket, which may be systemd's: gunicorn would close it before it opens the new one.
bind = os.environ.setdefault("SAOVANG_LISTENING_AT", settings["BIND"])
if bind != settings["BIND"]:
    print(f"Trang vẫn ở {bind}: BIND={settings['BIND']} chỉ có hiệu lực khi khởi động lại.", file=sys.stderr)
worker_class = RequestThreadsWorker
workers = int(settings["WORKERS"])
threads = int(settings["THREADS"])
keepalive = 5
# systemd sets WATCHDOG_USEC (microseconds) to the WatchdogSec of the unit; one worker is replaced before that.
timeout = int(os.environ.get("WATCHDOG_USEC", 180_000_000)) // 3_000_000
graceful_timeout = REQUEST_TIMEOUT_AT_STOP + 17  # background jobs run a last time after the requests
loglevel = settings["LOG_LEVEL"]
control_socket_disable = True


def on_starting(server: Arbiter) -> None:
    """Exit with a sentence if the project is misconfigured or the port is in use."""
    run("manage.py", "check")
    server.reload = partial(reload_if_valid, server, server.reload)
    if "GUNICORN_FD" in os.environ or "LISTEN_FDS" in os.environ:
        return  # the old process or systemd hands over the socket
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
            if not is_behind_proxy(probe.getsockname()[0]):
                print(EXPOSED.format(bind=bind), file=sys.stderr)


def is_behind_proxy(ip: str) -> bool:
    """Return True if only this machine reaches `ip`, or TRUSTED_PROXIES names a proxy on another machine."""
    proxies = map(ip_network, filter(None, settings["TRUSTED_PROXIES"].split(",")))
    return ip_address(ip).is_loopback or not all(network.is_loopback for network in proxies)


def reload_if_valid(server: Arbiter, reload: Callable[[], None]) -> None:
    """Reload unless a setting is invalid: gunicorn itself would exit."""
    config, pid = server.app.cfg, os.getpid()
    try:
        run("manage.py", "check")
        reload()
    except SystemExit:
        if os.getpid() != pid:  # a worker that this reload forked ends here
            raise
        server.app.cfg = config
        print("Chưa nạp lại được; trang vẫn chạy với thiết lập cũ.", file=sys.stderr)


def post_fork(server: Arbiter, worker: Worker) -> None:
    os.environ.update(settings, ENV_FILE=os.devnull)


def post_worker_init(worker: Worker) -> None:
    worker.cfg.set("graceful_timeout", REQUEST_TIMEOUT_AT_STOP)


def worker_exit(server: Arbiter, worker: Worker) -> None:
    """Stop the background jobs before Python waits for all threads, as a request may never end."""
    if worker.pid == os.getpid():  # the master calls this hook as well, for a worker that was killed
        from saovang.core.background import runner  # noqa: PLC0415 – the master process must import no module of the portal

        runner.stop()


def when_ready(server: Arbiter) -> None:
    addresses = ", ".join(map(str, server.LISTENERS))
    print(f"Trang đang chạy tại {addresses} – nhấn Ctrl-C để dừng.", flush=True)
