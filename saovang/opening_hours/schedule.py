"""The hours of the office as this process last read them, and what follows from them for a moment or a day.

A background job reads them, so no page waits for the database, and an outage leaves the last known hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from saovang.core.datetimes import WEEKDAYS, time_in_words
from saovang.opening_hours.holidays import SATURDAY, national_holidays
from saovang.opening_hours.models import SpecialHours, WeeklySession

COMING_DAYS = 45  # in which holidays and other special days are announced
MAX_CLOSED_DAYS = 90  # after which nothing is said about the next opening
LUNCH = time(10), time(15)  # a break between these times is that of noon


class Session(NamedTuple):
    """A time of a day in which the office is open."""

    opens_at: time
    closes_at: time

    def __str__(self) -> str:
        return f"{time_in_words(self.opens_at)} – {time_in_words(self.closes_at)}"


class OpeningStatus(NamedTuple):
    """Whether the office is open, and when that changes; None if no change is known. `reason` says why it is closed."""

    is_open: bool
    changes_at: datetime | None
    reason: str = ""


class SpecialDays(NamedTuple):
    """Days in a row that are not like the others of the week. Without sessions the office is closed."""

    name: str
    first_day: date
    last_day: date
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """The sessions of each weekday, and the special hours that have not passed."""

    week: tuple[tuple[Session, ...], ...] = ((),) * 7
    special: tuple[SpecialDays, ...] = ()

    @property
    def is_known(self) -> bool:
        """Return False if staff have entered no hours."""
        return any(self.week)

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return the sessions of a day: its special ones, none on a holiday, otherwise those of its weekday."""
        special = [days for days in self.special if days.first_day <= day <= days.last_day]
        if special:
            return merge(session for days in special for session in days.sessions)
        return () if self.holiday_on(day) else self.week[day.weekday()]

    def special_name_on(self, day: date) -> str:
        """Return the name of the holiday or of the special hours of a day, or ""."""
        names = [days.name for days in self.special if days.first_day <= day <= days.last_day]
        return names[0] if names else self.holiday_on(day)

    def holiday_on(self, day: date) -> str:
        """Return the name of the holiday on a day, or of the one that it makes up for."""
        return self._holidays(day.year).get(day, "")

    def status(self, now: datetime) -> OpeningStatus:
        """Return whether the office is open at the aware time `now`."""
        local = timezone.localtime(now)
        today, clock = local.date(), local.time()
        sessions = self.sessions_on(today)
        for session in sessions:
            if session.opens_at <= clock < session.closes_at:
                return OpeningStatus(True, _at(today, session.closes_at))
        return OpeningStatus(False, self._next_opening(today, clock), self._reason(today, clock, sessions))

    def coming(self, today: date) -> list[SpecialDays]:
        """Return the special days of the next weeks, those in a row as one."""
        days = [today + timedelta(days=number) for number in range(COMING_DAYS)]
        found = []
        for (name, sessions), group in groupby(days, lambda day: (self.special_name_on(day), self.sessions_on(day))):
            if name:
                in_row = list(group)
                found.append(SpecialDays(name, in_row[0], in_row[-1], sessions))
        return found

    def weekdays(self) -> list[tuple[str, tuple[Session, ...]]]:
        """Return the names of weekdays in a row with the same sessions, such as "Thứ Hai – Thứ Sáu", and these."""
        rows = []
        for sessions, group in groupby(range(7), lambda weekday: self.week[weekday]):
            names = [WEEKDAYS[weekday] for weekday in group]
            rows.append((names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}", sessions))
        return rows

    def _next_opening(self, today: date, clock: time) -> datetime | None:
        for number in range(MAX_CLOSED_DAYS):
            day = today + timedelta(days=number)
            for session in self.sessions_on(day):
                if number or session.opens_at > clock:
                    return _at(day, session.opens_at)
        return None

    def _reason(self, today: date, clock: time, sessions: tuple[Session, ...]) -> str:
        if not sessions:
            if name := self.special_name_on(today):
                is_verb = name.startswith(("Nghỉ ", "nghỉ "))
                return f"Đang {name[0].lower()}{name[1:]}" if is_verb else f"Đang nghỉ: {name}"
            return "Đang nghỉ cuối tuần" if today.weekday() >= SATURDAY else "Hôm nay không làm việc"
        if clock < sessions[0].opens_at:
            return "Chưa đến giờ làm việc"
        if clock >= sessions[-1].closes_at:
            return "Đã hết giờ làm việc"
        return "Đang nghỉ trưa" if LUNCH[0] <= clock < LUNCH[1] else "Đang nghỉ giữa giờ"

    def _holidays(self, year: int) -> dict[date, str]:
        if year not in self._holidays_by_year:
            self._holidays_by_year[year] = self._add_days_off(national_holidays(year))
        return self._holidays_by_year[year]

    @cached_property
    def _holidays_by_year(self) -> dict[int, dict[date, str]]:
        return {}

    def _add_days_off(self, holidays: dict[date, str]) -> dict[date, str]:
        """Return `holidays` and the working days that make up for those on a weekly day off (Labour Code, 111.3)."""
        days_off = dict(holidays)
        for holiday, name in holidays.items():
            if not self.is_known or self.week[holiday.weekday()]:
                continue
            day = holiday
            while day in days_off or not self.week[day.weekday()]:
                day += timedelta(days=1)
            days_off[day] = f"Nghỉ bù {name}"
        return days_off


class CurrentSchedule:
    """The schedule that this process last read."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the schedule."""
        self.schedule = Schedule()

    def refresh(self) -> None:
        """Read the schedule from the database. A background job."""
        schedule = load_schedule()
        if schedule != self.schedule:
            self.schedule = schedule


def load_schedule() -> Schedule:
    """Return the schedule that is in the database."""
    week: list[list[Session]] = [[] for _ in range(7)]
    for weekday, opens_at, closes_at in WeeklySession.objects.values_list("weekday", "opens_at", "closes_at"):
        week[weekday].append(Session(opens_at, closes_at))
    rows = SpecialHours.objects.filter(last_day__gte=timezone.localdate() - timedelta(days=1)).order_by("pk")
    special = tuple(
        SpecialDays(
            row.name,
            row.first_day,
            row.last_day,
            (Session(row.opens_at, row.closes_at),) if row.opens_at and row.closes_at else (),
        )
        for row in rows
    )
    return Schedule(tuple(map(merge, week)), special)


def merge(sessions: Iterator[Session] | list[Session]) -> tuple[Session, ...]:
    """Return the sessions in order; those that overlap or touch become one."""
    merged: list[Session] = []
    for session in sorted(sessions):
        if merged and session.opens_at <= merged[-1].closes_at:
            merged[-1] = Session(merged[-1].opens_at, max(merged[-1].closes_at, session.closes_at))
        else:
            merged.append(session)
    return tuple(merged)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


current = CurrentSchedule()
