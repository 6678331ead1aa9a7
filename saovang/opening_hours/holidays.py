"""The holidays of the Labour Code of 2019, article 112.

The law leaves two things to yearly decisions: the five days of Tết, here from the last day of the old year, and the
second day of Quốc khánh, which is not here. Staff add what a decision says as `SpecialHours`.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

from saovang.core.lunar import MAX_YEAR, MIN_YEAR, LunarDate, from_lunar, new_year

TET_DAYS = 5
SATURDAY = 5
OPENING_HOUR = 7  # before which nobody is reminded of work


@lru_cache(maxsize=8)
def national_holidays(year: int) -> dict[date, str]:
    """Return the names of the holidays in `year` by day, in order."""
    holidays = {
        date(year, 1, 1): "Tết Dương lịch",
        date(year, 4, 30): "Ngày Chiến thắng 30/4",
        date(year, 5, 1): "Quốc tế Lao động 1/5",
        date(year, 9, 2): "Quốc khánh 2/9",
    }
    if MIN_YEAR <= year <= MAX_YEAR:
        holidays[from_lunar(LunarDate(year, 3, 10))] = "Giỗ Tổ Hùng Vương"
        last_day = new_year(year) - timedelta(days=1)
        holidays |= {last_day + timedelta(days=number): "Tết Nguyên đán" for number in range(TET_DAYS)}
    return dict(sorted(holidays.items()))


def working_days_before(moment: datetime, number: int) -> datetime:
    """Return the time `number` working days before a local time. Weekends and holidays do not count."""
    while number:
        moment -= timedelta(days=1)
        number -= is_working_day(moment.date())
    return moment


def is_time_for_reminders(now: datetime) -> bool:
    """Return True on working days from OPENING_HOUR on. `now` is a local time."""
    return now.hour >= OPENING_HOUR and is_working_day(now.date())


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in national_holidays(day.year)
