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
from collections.abc import Callable
from functools import partial
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

ROOT = Path(__file__).resolve().parent.parent
REQUEST_TIMEOUT_AT_STOP = 20  # seconds


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
worker_class = "gthread"
workers = int(settings["WORKERS"])
threads = int(settings["THREADS"])
keepalive = 5
timeout = 60
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
