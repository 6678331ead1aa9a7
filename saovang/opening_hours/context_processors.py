from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from saovang.opening_hours.models import WeeklySession
from saovang.pagecache.version import content_version


def weekly_sessions(request: HttpRequest) -> dict[str, Any]:
    """Return the sessions of the week, for the structured data of every page."""
    return {"weekly_sessions": cache(partial(content_version.cached, "weekly sessions", _load))}


def _load() -> list[WeeklySession]:
    return list(WeeklySession.objects.all())
