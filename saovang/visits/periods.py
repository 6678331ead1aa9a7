"""Days, weeks, months and years by which the admin site groups visits: pure calendar arithmetic."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models.functions import TruncDay, TruncMonth, TruncWeek, TruncYear


@dataclass(frozen=True)
class Period:
    """A unit of the calendar. `start` returns the first day of the period that contains a day."""

    key: str
    name: str
    page_size: int
    start: Callable[[date], date]
    label: Callable[[date], str]
    trunc: type
    short_format: str

    def preceding(self, start: date, count: int) -> Iterator[date]:
        """Yield `count` starts of periods, latest first, beginning with `start`."""
        for _ in range(count):
            yield start
            start = self.start(start - timedelta(days=1))


def monday_of(day: date) -> date:
    """Return the first day of the week."""
    return day - timedelta(days=day.weekday())


def _week_label(monday: date) -> str:
    return f"{monday:%d/%m} – {monday + timedelta(days=6):%d/%m/%Y}"


DAYS = Period("ngay", "Ngày", 30, lambda day: day, lambda day: f"{day:%d/%m/%Y}", TruncDay, "%d/%m")
WEEKS = Period("tuan", "Tuần", 26, monday_of, _week_label, TruncWeek, "%d/%m")
MONTHS = Period("thang", "Tháng", 24, lambda day: day.replace(day=1), lambda day: f"{day:%m/%Y}", TruncMonth, "%m/%Y")
YEARS = Period("nam", "Năm", 20, lambda day: day.replace(month=1, day=1), lambda day: f"{day:%Y}", TruncYear, "%Y")
PERIODS = {period.key: period for period in (DAYS, WEEKS, MONTHS, YEARS)}
