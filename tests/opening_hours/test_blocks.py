"""What residents read of the office's hours on every page."""

import re
from datetime import datetime

import pytest
from django.db import OperationalError
from django.utils import timezone

from saovang.core.background import runner
from saovang.opening_hours.models import SpecialHours, WeeklySession
from saovang.pagecache.version import content_version
from tests import factories
from tests.helpers import json_ld

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the time of the portal, in 2026 by default."""

    def set_time(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> None:
        now = datetime(year, month, day, hour, minute, tzinfo=factories.HANOI)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return set_time


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).replace("\xa0", " ").split())


def today_line(client, path: str = "/") -> str:
    return text(
        client.get(path)
        .content.decode()
        .partition('<section class="today"')[2]
        .partition(">")[2]
        .partition("</section>")[0]
    )


def hours(client) -> str:
    """Return the hours at the foot of a page."""
    return text(
        client.get("/tin-tuc/").content.decode().partition('<dl class="opening-hours">')[2].partition("</dl>")[0]
    )


@pytest.mark.parametrize(
    ("time", "line"),
    [
        ((28, 11, 9), "Thứ Bảy, 28/11/2026 (âm lịch 20/10 Bính Ngọ) ● Đang nghỉ cuối tuần, mở lại 7 giờ 30 thứ Hai"),
        ((26, 11, 9), "Thứ Năm, 26/11/2026 (âm lịch 18/10 Bính Ngọ) ● Đang mở cửa đến 11 giờ 30"),
        ((26, 11, 12), "Thứ Năm, 26/11/2026 (âm lịch 18/10 Bính Ngọ) ● Đang nghỉ trưa, mở lại 13 giờ 30"),
        ((26, 11, 6), "Thứ Năm, 26/11/2026 (âm lịch 18/10 Bính Ngọ) ● Chưa đến giờ làm việc, mở cửa 7 giờ 30"),
        ((26, 11, 18), "Thứ Năm, 26/11/2026 (âm lịch 18/10 Bính Ngọ) ● Đã hết giờ làm việc, mở lại 7 giờ 30 ngày mai"),
        ((25, 7, 9, 0, 2025), "Thứ Sáu, 25/07/2025 (âm lịch 1/6 nhuận Ất Tỵ) ● Đang mở cửa đến 11 giờ 30"),
        ((5, 2, 9, 0, 2027), "Thứ Sáu, 05/02/2027 (âm lịch 29/12 Bính Ngọ) "
         "● Đang nghỉ: Tết Nguyên đán, mở lại 7 giờ 30 thứ Sáu 12/02"),
    ],
)  # fmt: skip
def test_today_line(client, clock, time, line):
    factories.opening_hours()
    clock(*time)
    assert today_line(client) == line


def test_today_line_without_hours_is_the_date(client, clock):
    clock(28, 11, 9)
    assert today_line(client) == "Thứ Bảy, 28/11/2026 (âm lịch 20/10 Bính Ngọ)"
    assert hours(client) == ""


def test_today_line_of_cached_page_follows_the_clock(client, clock, no_polling):
    factories.opening_hours()
    runner.run_once()
    for time, words in [
        ((26, 11, 11, 29), "Đang mở cửa đến 11 giờ 30"),
        ((26, 11, 11, 30), "Đang nghỉ trưa"),
        ((27, 11, 0, 0), "Thứ Sáu, 27/11/2026"),
        ((26, 11, 11, 29), "Đang mở cửa đến 11 giờ 30"),  # a clock that was set back
    ]:
        clock(*time)
        assert words in today_line(client)


def test_changed_hours_show_at_once(client, clock):
    clock(28, 11, 9)
    factories.contact_details()
    factories.opening_hours()
    assert "Đang nghỉ cuối tuần" in today_line(client)
    saturday = {"name": "Làm bù", "first_day": "2026-11-28", "last_day": "2026-11-28"}
    SpecialHours.objects.create(**saturday, opens_at="08:00", closes_at="10:00")
    assert "Đang mở cửa đến 10 giờ" in today_line(client)
    assert "Làm bù, 28/11 8 giờ – 10 giờ" in hours(client)


def test_today_line_in_outage_has_last_known_hours(client, clock, monkeypatch):
    factories.opening_hours()
    clock(26, 11, 9)
    assert "Đang mở cửa" in today_line(client)

    def fail(*args, **kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr(content_version, "refresh", fail)
    monkeypatch.setattr("saovang.opening_hours.schedule.load_schedule", fail)
    clock(26, 11, 12)
    assert today_line(client).endswith("Đang nghỉ trưa, mở lại 13 giờ 30")


def test_hours_show_week_and_coming_holidays(client, clock):
    factories.contact_details()
    factories.opening_hours()
    clock(20, 4, 9)
    assert hours(client) == (
        "Thứ Hai – Thứ Sáu 7 giờ 30 – 11 giờ 30, 13 giờ 30 – 17 giờ Thứ Bảy – Chủ Nhật nghỉ "
        "Giỗ Tổ Hùng Vương, 26/04 nghỉ Nghỉ bù Giỗ Tổ Hùng Vương, 27/04 nghỉ "
        "Ngày Chiến thắng 30/4, 30/04 nghỉ Quốc tế Lao động 1/5, 01/05 nghỉ"
    )


def test_search_engines_get_the_week(client):
    factories.contact_details()
    factories.opening_hours([0, 1])

    def specification() -> list[dict]:
        return json_ld(client.get("/"))[0].get("openingHoursSpecification", [])

    days = {"@type": "OpeningHoursSpecification", "dayOfWeek": ["Monday", "Tuesday"]}
    assert specification() == [
        days | {"opens": "07:30", "closes": "11:30"},
        days | {"opens": "13:30", "closes": "17:00"},
    ]
    for session in WeeklySession.objects.all():
        session.delete()
    assert specification() == []
