"""The five figures under "Truy cập": pure arithmetic on the calendar, no clock and no database."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple


class Figures(NamedTuple):
    """Visits. It always holds that today ≤ this_week, today ≤ this_month ≤ all_time."""

    today: int
    yesterday: int
    this_week: int
    this_month: int
    all_time: int

    def with_one_more(self) -> "Figures":
        """After one more visit today."""
        return Figures(self.today + 1, self.yesterday, self.this_week + 1, self.this_month + 1, self.all_time + 1)


def first_day_needed(today: date) -> date:
    """The earliest day that any figure but all_time looks at."""
    return min(today - timedelta(days=1), _monday(today), today.replace(day=1))


def figures(by_day: Mapping[date, int], earlier: int, today: date) -> Figures:
    """The figures on `today`, from visits by day and the number of visits `earlier` than all those days.

    `by_day` must reach back to `first_day_needed(today)` and may reach further. Weeks begin on Monday.
    """

    def since(first: date) -> int:
        return sum(count for day, count in by_day.items() if first <= day <= today)

    return Figures(
        today=by_day.get(today, 0),
        yesterday=by_day.get(today - timedelta(days=1), 0),
        this_week=since(_monday(today)),
        this_month=since(today.replace(day=1)),
        all_time=earlier + sum(by_day.values()),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
