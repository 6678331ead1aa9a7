"""The live blocks of the office's hours: the today line, and the hours of the week with the coming holidays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from saovang.core.datetimes import WEEKDAYS, time_in_words
from saovang.core.lunar import MAX_YEAR, to_lunar, year_name
from saovang.opening_hours.schedule import OpeningStatus, Schedule, current


class TimedBlock:
    """HTML that is rendered again only if the schedule has changed or its time is over."""

    def __init__(self, render: Callable[[Schedule, datetime], tuple[bytes, datetime]]) -> None:
        self._render = render
        self._cached: tuple[Schedule, datetime, datetime, bytes] | None = None

    def __call__(self) -> bytes:
        """Return the HTML for this moment."""
        now, schedule, cached = timezone.now(), current.schedule, self._cached
        if cached is None or cached[0] is not schedule or not cached[1] <= now < cached[2]:
            html, end = self._render(schedule, now)
            # Times of the same zone are compared in a tenth of the time.
            self._cached = cached = schedule, now, end.astimezone(now.tzinfo), html
        return cached[3]


def _render_today(schedule: Schedule, now: datetime) -> tuple[bytes, datetime]:
    today = timezone.localdate(now)
    status = schedule.status(now) if schedule.is_known else None
    context = {
        "day": f"{WEEKDAYS[today.weekday()]}, {today:%d/%m/%Y}",
        "date": today,
        "lunar": _lunar_in_words(now),
        "status": status,
        "sentence": status and _sentence(status, now),
    }
    midnight = _midnight_after(now)
    end = min(status.changes_at, midnight) if status and status.changes_at else midnight
    return render_to_string("components/today.html", context).encode(), end


def _render_hours(schedule: Schedule, now: datetime) -> tuple[bytes, datetime]:
    context: dict[str, Any] = {}
    if schedule.is_known:
        context = {"weekdays": schedule.weekdays(), "coming": schedule.coming(timezone.localdate(now))}
    return render_to_string("opening_hours/hours.html", context).encode(), _midnight_after(now)


def _midnight_after(now: datetime) -> datetime:
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, datetime.min.time()))


def _lunar_in_words(now: datetime) -> str:
    """Return the lunar date, such as "20/10 Bính Ngọ"."""
    today = timezone.localdate(now)
    if today.year > MAX_YEAR:
        return ""
    lunar = to_lunar(today)
    leap = " nhuận" if lunar.is_leap_month else ""
    return f"{lunar.day}/{lunar.month}{leap} {year_name(lunar.year)}"


def _sentence(status: OpeningStatus, now: datetime) -> str:
    """Return what residents read: "Đang nghỉ cuối tuần, mở lại 7 giờ 30 thứ Hai"."""
    if status.changes_at is None:
        return status.reason
    local, today = timezone.localtime(status.changes_at), timezone.localdate(now)
    clock, days = time_in_words(local.time()), (local.date() - today).days
    if status.is_open:
        return f"Đang mở cửa đến {clock}"
    weekday = WEEKDAYS[local.weekday()].replace("Thứ", "thứ")
    when = clock if days == 0 else f"{clock} ngày mai" if days == 1 else f"{clock} {weekday}"
    if days > 6:
        when += f" {local:%d/%m}"
    return f"{status.reason}, {'mở cửa' if status.reason.startswith('Chưa') else 'mở lại'} {when}"


render_today = TimedBlock(_render_today)
render_hours = TimedBlock(_render_hours)
