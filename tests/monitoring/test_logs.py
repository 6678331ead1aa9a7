"""Log records: JSON, request id, traceback, no personal data; e-mails about errors."""

import json
import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import path

from saovang.monitoring.logs import ErrorMailHandler, JsonFormatter, redact
from saovang.urls import urlpatterns as portal_urlpatterns

PERSONAL_DATA = ["ong.ba+thu@example.vn", "203.0.113.77", "0912 345 678"]


def broken(request):
    raise RuntimeError(f"input: {' '.join(PERSONAL_DATA)}")


handler500 = "saovang.core.views.server_error"
urlpatterns = [path("broken/", broken), *portal_urlpatterns]


class ListHandler(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def log():
    """Return the logged lines, parsed."""
    handler, root = ListHandler(), logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


@pytest.fixture
def visitor(settings, db):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_error_is_logged_as_one_redacted_line(visitor, log):
    response = visitor.get("/broken/", headers={"X-Request-ID": "0123456789abcdef"})
    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()
    (line,) = log
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert (line["level"], line["request"]) == ("error", "0123456789abcdef")
    assert "in broken" in line["cause"]
    assert "input: <e-mail> <address> <telephone>" in line["cause"]
    assert not any(text in json.dumps(line) for text in PERSONAL_DATA)


@pytest.mark.parametrize("request_id", ["short", "x" * 65, 'a"b\\c; chen vao', "Đây-là-mã-yêu-cầu"])
def test_malformed_request_id_is_replaced(visitor, log, request_id):
    visitor.get("/broken/", headers={"X-Request-ID": request_id})
    assert re.fullmatch(r"[0-9a-f]{32}", log[0]["request"])


def test_404_and_bad_host_are_not_logged(visitor, log, db):
    visitor.get("/wp-login.php")
    visitor.get("/", headers={"Host": "evil.example"})
    assert log == []


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("gọi 0237.3123.456 nhé", "gọi <telephone> nhé"),
        ("+84 912 345 678", "<telephone>"),
        ("ai@xa.example.vn đã gửi", "<e-mail> đã gửi"),
        ("từ 10.0.0.1:443", "từ <address>:443"),
        ("Django 5.2.19.1 x", "Django <address> x"),  # a false positive is better than a leak
        ("từ ::1: từ chối", "từ <address>: từ chối"),
        ("http://[2001:db8::1]:443/tin", "http://[<address>]:443/tin"),
        ("mạng 2001:db8::/32, fe80::a%wlan0.7", "mạng <address>/32, <address>"),
        ("::ffff:203.0.113.7 hỏi", "<address> hỏi"),
        ("fdab::cd:ef", "<address>"),  # no digit, but three colons
    ],
)
def test_redact_personal_data(text, redacted):
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    ["2026-11-25T12:34:56.789, 27049 lượt, bản 5.2.19", "tests/a.py::test_b", "a::b", "items[1::2]", "f(x)[::-1]"],
)
def test_redact_leaves_other_text(text):
    assert redact(text) == text


@pytest.fixture
def error_mail(settings):
    """Return the handler that ERROR_EMAILS sets up."""
    settings.ADMINS = [("", "it@example.vn")]
    handler, root = ErrorMailHandler(), logging.getLogger()
    handler.setLevel(logging.ERROR)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def test_error_mail_is_redacted(visitor, error_mail):
    visitor.get("/broken/", headers={"X-Request-ID": "0123456789abcdef", "Cookie": "sessionid=bi-mat"})
    (message,) = mail.outbox
    assert message.to == ["it@example.vn"]
    assert message.subject == "[Cổng thông tin] Internal Server Error: /broken/"
    assert "in broken" in message.body
    assert "0123456789abcdef" in message.body
    assert not any(text in message.body for text in [*PERSONAL_DATA, "bi-mat"])


def test_error_mail_counts_suppressed_errors(visitor, error_mail):
    for _ in range(30):
        visitor.get("/broken/")
    assert len(mail.outbox) == 1
    error_mail.INTERVAL = 0
    visitor.get("/broken/")
    assert "Từ thư trước đến nay còn 29 lỗi khác" in mail.outbox[1].body
