from datetime import date, datetime, time, timedelta

import pytest

from saovang.opening_hours.holidays import national_holidays
from saovang.opening_hours.models import SpecialHours
from saovang.opening_hours.schedule import OpeningStatus, Schedule, Session, SpecialDays, load_schedule, merge
from tests import factories

MORNING, AFTERNOON = Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17))
DAY = (MORNING, AFTERNOON)
WEEK = (DAY,) * 5 + ((),) * 2


def at(day: int, month: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=factories.HANOI)


def closed(until: datetime | None, reason: str) -> OpeningStatus:
    return OpeningStatus(False, until, reason)


@pytest.mark.parametrize(
    ("now", "status"),
    [
        (at(26, 11, 7, 29), closed(at(26, 11, 7, 30), "Chưa đến giờ làm việc")),
        (at(26, 11, 7, 30), OpeningStatus(True, at(26, 11, 11, 30))),
        (at(26, 11, 11, 29), OpeningStatus(True, at(26, 11, 11, 30))),
        (at(26, 11, 11, 30), closed(at(26, 11, 13, 30), "Đang nghỉ trưa")),
        (at(26, 11, 13, 30), OpeningStatus(True, at(26, 11, 17))),
        (at(26, 11, 17), closed(at(27, 11, 7, 30), "Đã hết giờ làm việc")),
        (at(27, 11, 17), closed(at(30, 11, 7, 30), "Đã hết giờ làm việc")),
        (at(28, 11, 9), closed(at(30, 11, 7, 30), "Đang nghỉ cuối tuần")),
        (at(31, 12, 18), closed(at(4, 1, 7, 30, year=2027), "Đã hết giờ làm việc")),
        (at(1, 1, 9, year=2027), closed(at(4, 1, 7, 30, year=2027), "Đang nghỉ: Tết Dương lịch")),
        # The last day of the old year is 5/2/2027, and two days make up for Saturday and Sunday.
        (at(5, 2, 9, year=2027), closed(at(12, 2, 7, 30, year=2027), "Đang nghỉ: Tết Nguyên đán")),
        (at(10, 2, 9, year=2027), closed(at(12, 2, 7, 30, year=2027), "Đang nghỉ bù Tết Nguyên đán")),
        (at(26, 4, 9), closed(at(28, 4, 7, 30), "Đang nghỉ: Giỗ Tổ Hùng Vương")),  # a Sunday, so the 27th is off
        (at(27, 4, 9), closed(at(28, 4, 7, 30), "Đang nghỉ bù Giỗ Tổ Hùng Vương")),
        (at(3, 5, 9, year=2027), closed(at(4, 5, 7, 30, year=2027), "Đang nghỉ bù Quốc tế Lao động 1/5")),
    ],
)
def test_status_says_why_and_until_when(now, status):
    assert Schedule(WEEK).status(now) == status


def test_status_in_another_time_zone_is_the_same():
    now = at(26, 11, 12)
    assert Schedule(WEEK).status(now.astimezone(tz=None)) == Schedule(WEEK).status(now)


def test_status_without_hours_knows_no_next_opening():
    assert Schedule().status(at(26, 11, 9)) == closed(None, "Hôm nay không làm việc")


def test_status_of_weekday_without_sessions():
    week = (DAY,) * 2 + ((),) + (DAY,) * 2 + ((),) * 2
    assert Schedule(week).status(at(25, 11, 9)) == closed(at(26, 11, 7, 30), "Hôm nay không làm việc")


def test_special_hours_replace_those_of_week_and_holiday():
    special = (
        SpecialDays("Làm bù", date(2026, 11, 28), date(2026, 11, 28), (MORNING,)),
        SpecialDays("Làm bù", date(2026, 11, 28), date(2026, 11, 28), (AFTERNOON,)),
        SpecialDays("Mất điện", date(2026, 11, 26), date(2026, 11, 27)),
        SpecialDays("Trực Tết", date(2027, 1, 1), date(2027, 1, 1), (Session(time(8), time(10)),)),
    )
    schedule = Schedule(WEEK, special)
    assert schedule.sessions_on(date(2026, 11, 28)) == DAY
    assert schedule.status(at(26, 11, 9)) == closed(at(28, 11, 7, 30), "Đang nghỉ: Mất điện")
    assert schedule.status(at(1, 1, 9, year=2027)) == OpeningStatus(True, at(1, 1, 10, year=2027))


def test_coming_joins_days_in_a_row():
    coming = Schedule(WEEK).coming(date(2027, 2, 1))
    assert [(days.name, days.first_day, days.last_day) for days in coming] == [
        ("Tết Nguyên đán", date(2027, 2, 5), date(2027, 2, 9)),
        ("Nghỉ bù Tết Nguyên đán", date(2027, 2, 10), date(2027, 2, 11)),
    ]


def test_weekdays_joins_days_with_same_sessions():
    assert Schedule(WEEK).weekdays() == [("Thứ Hai – Thứ Sáu", DAY), ("Thứ Bảy – Chủ Nhật", ())]
    week = (DAY,) * 5 + ((MORNING,), ())
    assert [days for days, _ in Schedule(week).weekdays()] == ["Thứ Hai – Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]


def test_merge_joins_overlapping_sessions():
    sessions = [AFTERNOON, Session(time(7), time(8)), MORNING, Session(time(16), time(18))]
    assert merge(sessions) == (Session(time(7), time(11, 30)), Session(time(13, 30), time(18)))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, "01/01 28/01 29/01 30/01 31/01 01/02 07/04 30/04 01/05 02/09"),
        (2026, "01/01 16/02 17/02 18/02 19/02 20/02 26/04 30/04 01/05 02/09"),
        (2028, "01/01 25/01 26/01 27/01 28/01 29/01 04/04 30/04 01/05 02/09"),
    ],
)
def test_national_holidays_follow_the_lunar_calendar(year, days):
    assert " ".join(f"{day:%d/%m}" for day in national_holidays(year)) == days


def test_national_holidays_after_lunar_tables_are_the_fixed_ones():
    assert len(national_holidays(2101)) == 4


@pytest.mark.django_db
def test_load_schedule_reads_week_and_days_to_come():
    factories.opening_hours()
    today = date.today()
    for name, offset in [("Qua", -9), ("Tới", 9)]:
        day = today + timedelta(days=offset)
        SpecialHours.objects.create(name=name, first_day=day, last_day=day)
    schedule = load_schedule()
    assert schedule.week == WEEK
    assert [days.name for days in schedule.special] == ["Tới"]
    assert schedule == load_schedule()
