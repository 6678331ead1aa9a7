"""Days, weeks, months and years: pure arithmetic on the calendar, as the desk shows visits by them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncDay, TruncMonth, TruncWeek, TruncYear


@dataclass(frozen=True)
class Period:
    """A way to cut the calendar: `start` gives the first day of the part a day lies in, weeks from Monday."""

    key: str
    name: str
    shown: int  # how many stand on one page
    start: Callable[[date], date]
    label: Callable[[date], str]
    trunc: type

    def before(self, start: date) -> date:
        return self.start(start - timedelta(days=1))

    def back_from(self, start: date, count: int) -> Iterator[date]:
        """`count` starts, latest first, from `start` on back."""
        for _ in range(count):
            yield start
            start = self.before(start)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


PERIODS = [
    Period("ngay", "Ngày", 30, lambda day: day, lambda day: f"{day:%d/%m/%Y}", TruncDay),
    Period(
        "tuan",
        "Tuần",
        26,
        _monday,
        lambda day: f"{day:%d/%m} – {day + timedelta(days=6):%d/%m/%Y}",
        TruncWeek,
    ),
    Period("thang", "Tháng", 24, lambda day: day.replace(day=1), lambda day: f"{day:%m/%Y}", TruncMonth),
    Period("nam", "Năm", 20, lambda day: day.replace(month=1, day=1), lambda day: f"{day:%Y}", TruncYear),
]
BY_KEY = {period.key: period for period in PERIODS}
DAYS, WEEKS, MONTHS, YEARS = PERIODS
