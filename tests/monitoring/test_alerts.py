"""What `check_portal` finds, and whom it tells."""

import json
import os
import shutil
import ssl
import subprocess
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from django.utils.timezone import localdate

from saovang.monitoring import alerts
from saovang.visits.models import DailyVisits
from tests import factories, helpers

DAY = 86400
HOST = "xa.example.vn"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Host"), self.headers.get("User-Agent")))
        self.send_response(self.server.statuses.get(self.path, 200))
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def make_server(tmp_path, monkeypatch, settings):
    """Return a function that starts a local TLS server with a certificate for some days, in place of nginx."""
    helpers.require("openssl", shutil.which("openssl"))
    started = []

    def start(days: int = 90, trusted: bool = True, name: str = HOST) -> HTTPServer:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", str(days), "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1"]
            + ["-keyout", key, "-out", certificate],
            check=True,
            capture_output=True,
        )
        server = HTTPServer(("127.0.0.1", 0), Handler)
        server.asked, server.statuses = [], {}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        # The handshake in the thread of the request loop: a client that breaks it off must not end the server.
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate if trusted else "/dev/null"))
        monkeypatch.setattr(alerts, "NGINX", server.server_address)
        return server

    settings.ALLOWED_HOSTS = [HOST, ".example.vn"]
    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def log(settings, tmp_path) -> Path:
    path = tmp_path / "saovang.log"
    path.write_text("")
    settings.ACCESS_LOG = str(path)
    return path


@pytest.fixture
def portal(settings, tmp_path, make_server, log):
    """Return the server of a portal without any problem; `settings` name its folders."""
    settings.DATA_DIR = tmp_path / "data"
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.ADMINS = [("", "it@example.vn")]
    settings.DEADMAN_URL = ""
    settings.DATA_DIR.mkdir()
    (settings.BACKUP_DIR / "restic").mkdir(parents=True)
    (settings.BACKUP_DIR / "restic/config").touch()
    (settings.BACKUP_DIR / "nightly.done").touch()
    DailyVisits.objects.add(localdate(), 5)
    return make_server()


def make_old(path: Path, days: float) -> None:
    path.touch()
    os.utime(path, (time.time() - days * DAY,) * 2)


def write_answers(log: Path, *statuses: int) -> None:
    with log.open("a") as file:
        for status in statuses:
            file.write(
                json.dumps({"path": '/x","status":500,', "status": status, "bytes": 1}, separators=(",", ":")) + "\n"
            )


@pytest.mark.django_db
def test_check_portal_mails_only_when_the_state_changes(portal, settings, capsys):
    call_command("check_portal")
    assert mail.outbox == []
    assert capsys.readouterr().out == ""
    make_old(settings.BACKUP_DIR / "nightly.done", 3)
    for _ in range(2):
        call_command("check_portal")
    (message,) = mail.outbox
    assert message.subject == "[Cổng thông tin] 1 việc cần xem"
    assert message.body == "Mới thấy: Đã 3 ngày chưa sao lưu đêm được."
    portal.statuses["/readyz"] = 503
    call_command("check_portal")
    assert "Mới thấy: https://xa.example.vn/readyz trả lời 503." in mail.outbox[1].body
    assert "Vẫn còn: Đã 3 ngày chưa sao lưu đêm được." in mail.outbox[1].body
    portal.statuses.clear()
    (settings.BACKUP_DIR / "nightly.done").touch()
    call_command("check_portal")
    assert mail.outbox[2].subject == "[Cổng thông tin] Mọi việc đã tốt trở lại"
    assert len(mail.outbox) == 3


@pytest.mark.django_db
def test_check_portal_tries_again_if_the_mail_fails(portal, settings, monkeypatch):
    make_old(settings.BACKUP_DIR / "nightly.done", 3)

    def fail(*arguments: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("saovang.monitoring.management.commands.check_portal.mail_admins", fail)
        with pytest.raises(ConnectionRefusedError):
            call_command("check_portal")
    call_command("check_portal")
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_check_portal_pings_deadman_only_if_all_is_well(portal, settings, capsys):
    settings.DEADMAN_URL = f"https://127.0.0.1:{portal.server_port}/ping/khoa-rieng"
    call_command("check_portal")
    assert "/ping/khoa-rieng" in [path for path, *_ in portal.asked]
    portal.asked.clear()
    make_old(settings.BACKUP_DIR / "nightly.done", 3)
    call_command("check_portal")
    assert "/ping/khoa-rieng" not in [path for path, *_ in portal.asked]


@pytest.mark.django_db
def test_check_portal_hides_a_deadman_url_that_fails(portal, settings, capsys):
    portal.statuses["/khoa-rieng"] = 500
    settings.DEADMAN_URL = f"https://127.0.0.1:{portal.server_port}/khoa-rieng"
    call_command("check_portal")
    assert capsys.readouterr().out == "Chưa gọi được DEADMAN_URL (HTTPError).\n"


@pytest.mark.django_db
@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}'])
def test_check_portal_with_damaged_state_starts_afresh(portal, settings, content):
    (settings.DATA_DIR / "check_portal.json").write_text(content)
    make_old(settings.BACKUP_DIR / "nightly.done", 3)
    call_command("check_portal")
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_check_that_fails_hides_no_other(portal, settings, monkeypatch):
    def fail() -> str:
        raise ValueError("x")

    monkeypatch.setattr(alerts, "check_disks", fail)
    make_old(settings.BACKUP_DIR / "nightly.done", 3)
    assert alerts.find_problems({}) == {
        "disk": "Không kiểm tra được disk (ValueError: x).",
        "nightly": "Đã 3 ngày chưa sao lưu đêm được.",
    }


def test_check_disks(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = settings.BACKUP_DIR = tmp_path
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(total=20 * 10**9, free=2 * 10**9))
    assert alerts.check_disks() == ""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(total=20 * 10**9, free=19 * 10**8))
    assert alerts.check_disks() == f"Đĩa chứa {tmp_path} chỉ còn 1,8\xa0GB trống."


def test_check_age_counts_from_first_backup_until_a_drill(settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    (tmp_path / "restic").mkdir()
    assert alerts.check_age("drill", 40, "phục hồi thử") == "Chưa phục hồi thử được lần nào."
    make_old(tmp_path / "restic/config", 39)
    assert alerts.check_age("drill", 40, "phục hồi thử") == ""
    make_old(tmp_path / "restic/config", 41)
    assert alerts.check_age("drill", 40, "phục hồi thử") == "Đã 41 ngày chưa phục hồi thử được."
    make_old(tmp_path / "drill.done", 1)
    assert alerts.check_age("drill", 40, "phục hồi thử") == ""


@pytest.mark.parametrize(
    ("certificate", "problem"),
    [
        ({}, ""),
        ({"days": 10}, f"Chứng chỉ của {HOST} hết hạn sau 10 ngày."),
        ({"trusted": False}, f"Trình duyệt không tin chứng chỉ của {HOST}: self-signed certificate."),
        ({"name": "khac.example.vn"}, f"Trình duyệt không tin chứng chỉ của {HOST}: Hostname mismatch"),
    ],
)
def test_check_certificate(make_server, certificate, problem):
    make_server(**certificate)
    found = alerts.check_certificate()
    assert found.startswith(problem)
    assert bool(found) == bool(problem)
    assert alerts.check_pages() == ""  # one problem is told once


def test_check_pages_is_no_visit(make_server):
    server = make_server()
    assert alerts.check_pages() == ""
    assert server.asked == [("/", HOST, None), ("/readyz", HOST, None)]


def test_check_pages_without_server(make_server):
    server = make_server()
    server.shutdown()
    server.server_close()
    assert alerts.check_pages().startswith(f"Không vào được https://{HOST}/: ")
    assert alerts.check_certificate() == ""


def test_check_errors_counts_from_run_to_run(log):
    state: dict = {}
    write_answers(log, *[500] * 9)
    assert alerts.check_errors(state) == ""  # they were before the first run
    write_answers(log, 200, *[502] * 4, *[404] * 9)
    assert alerts.check_errors(state) == ""
    write_answers(log, *[500] * 3, 503, 504)
    assert "Từ lần kiểm tra trước có 5 lượt bị báo lỗi (5xx)" in alerts.check_errors(state)
    log.rename(log.with_suffix(".1"))
    write_answers(log, *[500] * 6)
    assert "Từ lần kiểm tra trước có 6 lượt" in alerts.check_errors(state)
    assert alerts.check_errors(state) == ""
    log.unlink()
    assert alerts.check_errors(state) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("visits", "problem"),
    [({}, ""), ({5: 700}, "bảy ngày trước đó có 700."), ({5: 700, 1: 1}, ""), ({5: 700, 0: 1}, ""), ({30: 9}, "")],
)
def test_check_visits(visits, problem):
    for days, count in visits.items():
        DailyVisits.objects.add(localdate() - timedelta(days=days), count)
    found = alerts.check_visits()
    assert problem in found
    assert bool(found) == bool(problem)


@pytest.mark.django_db
def test_check_notices(settings):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://127.0.0.1", "cong@xa.example.vn"
    now = timezone.now()
    factories.notice()
    factories.notice(state="sent", sent_at=now, due_at=now - timedelta(hours=9))
    factories.notice(state="failed", due_at=now - timedelta(days=8))
    assert "notices" not in alerts.find_problems({})
    factories.notice(due_at=now - timedelta(hours=2))
    assert "Có 1 thư báo việc chưa gửi được" in alerts.find_problems({})["notices"]
    factories.notice(state="failed", due_at=now - timedelta(days=4), last_error="SMTPDataError: 554 Spam")
    assert alerts.check_notices() == "Có 2 thư báo việc chưa gửi được; lỗi gần nhất: SMTPDataError: 554 Spam."
    settings.EMAIL_URL = ""
    assert "notices" not in alerts.find_problems({})
