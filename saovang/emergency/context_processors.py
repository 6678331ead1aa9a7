from typing import Any

from django.http import HttpRequest

from saovang.emergency.models import Emergency
from saovang.pagecache.version import content_version


def emergency(request: HttpRequest) -> dict[str, Any]:
    """Return the emergency that is on, for the bar of every page."""
    return {"active_emergency": get_active}


def get_active() -> Emergency | None:
    """Return the emergency that is on, or None. It is loaded once a content version."""
    return content_version.cached("emergency", Emergency.objects.active)
