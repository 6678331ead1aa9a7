"""Settings of gunicorn. Measured best on two cores: two processes of four threads, connections kept."""

import os
import socket
import sys

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
keepalive = 5
timeout = 60
graceful_timeout = 20
loglevel = os.environ.get("LOG_LEVEL", "warning")
control_socket_disable = True


def on_starting(server) -> None:
    """Say in one line that the port is taken; gunicorn would try five times and show its log."""
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


def when_ready(server) -> None:
    print(f"Trang đang chạy tại http://{bind} – nhấn Ctrl-C để dừng.", flush=True)
