"""The log: one line of JSON each, with the request's id, the cause of an error and nobody's data."""

import json
import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import path

from saovang.monitoring.logs import ErrorMailHandler, JsonFormatter, without_personal_data
from saovang.urls import urlpatterns as portal

SECRETS = ["ong.ba+thu@example.vn", "203.0.113.77", "0912 345 678"]


def broken(request):
    raise RuntimeError(f"somebody typed {' '.join(SECRETS)}")


handler500 = "saovang.core.views.server_error"
urlpatterns = [path("hong/", broken), *portal]


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def log():
    """What the portal has logged, a line a dictionary."""
    handler, root = Lines(), logging.getLogger()
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)


@pytest.fixture
def visitor(settings, db):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_an_error_is_one_line_with_request_and_cause_and_nobodys_data(visitor, log):
    response = visitor.get("/hong/", headers={"X-Request-ID": "0123456789abcdef"})
    assert response.status_code == 500
    assert "Traceback" not in response.content.decode()
    (line,) = log
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])
    assert (line["level"], line["request"]) == ("error", "0123456789abcdef")
    assert "in broken" in line["cause"]
    assert "somebody typed <e-mail> <address> <telephone>" in line["cause"]
    assert not any(secret in json.dumps(line) for secret in SECRETS)


@pytest.mark.parametrize("given", ["short", "x" * 65, 'a"b\\c; chen vao', "Đây-là-mã-yêu-cầu"])
def test_an_id_that_nginx_would_not_give_is_not_taken_over(visitor, log, given):
    visitor.get("/hong/", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", log[0]["request"])


def test_what_scanners_ask_for_fills_no_log(visitor, log, db):
    visitor.get("/wp-login.php")
    visitor.get("/", headers={"Host": "evil.example"})
    assert log == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("gọi 0237.3123.456 nhé", "gọi <telephone> nhé"),
        ("+84 912 345 678", "<telephone>"),
        ("ai@xa.example.vn đã gửi", "<e-mail> đã gửi"),
        ("từ 10.0.0.1:443", "từ <address>:443"),
        ("Django 5.2.19.1 x", "Django <address> x"),  # better one too many than one too few
        ("2026-11-25 10:52:54, 27049 lượt, bản 5.2.19", "2026-11-25 10:52:54, 27049 lượt, bản 5.2.19"),
        ("từ ::1.", "từ <address>."),
        ("từ ::1: từ chối", "từ <address>: từ chối"),
        ("connecting to ::1:6379.", "connecting to <address>."),
        ("ip=2001:db8::1", "ip=<address>"),
        ("'2001:DB8:0:1:2:3:4:5', 7", "'<address>', 7"),
        ("http://[2001:db8::1]:443/tin", "http://[<address>]:443/tin"),
        ("mạng 2001:db8::/32", "mạng <address>/32"),
        ("fe80::1%eth0, fe80::a%wlan0.7", "<address>, <address>"),
        ("::ffff:203.0.113.7 hỏi", "<address> hỏi"),
        ("fdab::cd:ef", "<address>"),
        *[(text, text) for text in ("12:34:56", "2026-11-25T12:34:56.789", "16:9", "1:2:3:4", "a::b", "::", "ca::fe")],
        *[(text, text) for text in ("tests/a.py::test_b", "std::vector", "items[1::2]", "rows()[::2]", "f(x)[::-1]")],
    ],
)
def test_personal_data_is_taken_out_and_figures_stay(text, told):
    assert without_personal_data(text) == told


@pytest.fixture
def letters(settings):
    """A handler that writes to the administrators, as ERROR_EMAILS sets one up."""
    settings.ADMINS = [("", "it@example.vn")]
    handler, root = ErrorMailHandler(), logging.getLogger()
    handler.setLevel(logging.ERROR)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


def test_administrators_get_a_letter_about_an_error_without_anybodys_data(visitor, letters):
    visitor.get("/hong/", headers={"X-Request-ID": "0123456789abcdef", "Cookie": "sessionid=bi-mat"})
    (letter,) = mail.outbox
    assert letter.to == ["it@example.vn"]
    assert letter.subject == "[Cổng thông tin] Internal Server Error: /hong/"
    assert "in broken" in letter.body
    assert "0123456789abcdef" in letter.body
    assert not any(secret in letter.body for secret in [*SECRETS, "bi-mat"])


def test_a_storm_of_errors_is_one_letter_and_the_next_counts_the_others(visitor, letters):
    for _ in range(30):
        visitor.get("/hong/")
    assert len(mail.outbox) == 1
    letters.EVERY = 0
    visitor.get("/hong/")
    assert "Từ thư trước đến nay còn 29 lỗi khác" in mail.outbox[1].body
