"""The weekly e-mail about what is overdue."""

import io
from datetime import date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from procedures.models import FeedbackAddress, GuideEntry
from saovang.accounts import roles
from saovang.notices.models import Notice
from saovang.notices.services import enqueue_due
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL, settings.DEFAULT_FROM_EMAIL = "smtp://127.0.0.1", "cong@xa.example.vn"


@pytest.fixture
def set_now(monkeypatch):
    """Return a function that sets the time."""

    def set_now(time: str) -> None:
        now = datetime.fromisoformat(time).replace(tzinfo=factories.HANOI)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return set_now


@pytest.fixture
def send(set_now):
    """Return a function that sends what is due at a time, and returns the addresses."""

    def send(time: str) -> list[str]:
        set_now(time)
        mail.outbox.clear()
        call_command("send_notices", stdout=io.StringIO())
        return sorted(message.to[0] for message in mail.outbox)

    return send


@pytest.fixture(autouse=True)
def people():
    factories.staff(roles.EDITOR, email="hung@example.vn")
    factories.staff(roles.AUTHOR, email="lan@example.vn")


def test_overdue_addresses_are_told_once_a_week(send):
    factories.feedback_address(title="Đường dây nóng")
    GuideEntry.objects.create(request_type="complaint", choice="Tôi khiếu nại")
    assert send("2026-11-28 12:00") == []  # a Saturday
    assert send("2026-11-30 06:00") == []
    assert send("2026-11-30 08:00") == ["hung@example.vn"]
    body = mail.outbox[0].body
    assert "– Đường dây nóng (Cấp xã)" in body
    assert "– Hướng dẫn: Khiếu nại" in body
    assert send("2026-12-01 08:00") == send("2026-12-04 08:00") == []
    assert send("2026-12-07 08:00") == ["hung@example.vn"]


def test_nothing_overdue_tells_nobody(send):
    factories.feedback_address(checked_on=date(2026, 11, 27), checked_by="Lan")
    assert send("2026-11-30 08:00") == []


def test_address_checked_meanwhile_tells_nobody(set_now, send):
    factories.feedback_address()
    set_now("2026-11-30 08:00")
    enqueue_due()
    assert Notice.objects.count() == 1
    FeedbackAddress.objects.update(checked_on=date(2026, 11, 30), checked_by="Lan")
    assert send("2026-11-30 08:02") == []
    assert Notice.objects.get().state == "cancelled"
