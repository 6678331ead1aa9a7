"""The hours of the office for search engines (schema.org)."""

from collections.abc import Iterable

from saovang.opening_hours.models import WeeklySession

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def opening_hours_specification(sessions: Iterable[WeeklySession]) -> list[dict]:
    """Return these sessions of the week; those of several days at the same time are one."""
    days: dict[tuple[str, str], list[str]] = {}
    for session in sessions:
        days.setdefault((f"{session.opens_at:%H:%M}", f"{session.closes_at:%H:%M}"), []).append(DAYS[session.weekday])
    return [
        {"@type": "OpeningHoursSpecification", "dayOfWeek": weekdays, "opens": opens, "closes": closes}
        for (opens, closes), weekdays in sorted(days.items())
    ]
