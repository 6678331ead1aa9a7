"""Sessions of signed-in users: when they end, and the list of them."""

import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from saovang.accounts.models import User, UserSession
from saovang.core.http import get_client_network

WRITE_INTERVAL = 60  # seconds between two writes of the time of the last request
_KEY = "user_session"  # in the session: primary key of its UserSession, time of sign-in and of the last request
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "coc_coc": "Cốc Cốc", "SamsungBrowser": "Samsung Internet"}
_BROWSERS |= {"Firefox": "Firefox", "FxiOS": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
_SYSTEMS |= {"CrOS": "ChromeOS", "Linux": "Linux"}


class SessionLimitsMiddleware:
    """Sign out after SESSION_IDLE_MINUTES without a request, and after SESSION_HOURS at the latest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated and not _is_alive(request):
            logout(request)
        return self.get_response(request)


def _is_alive(request: HttpRequest) -> bool:
    """Return False if the session is over. Note the time of the request once in WRITE_INTERVAL."""
    _, signed_in_at, last_used_at = request.session.get(_KEY, (0, 0, 0))
    now = time.time()
    if now - signed_in_at > settings.SESSION_COOKIE_AGE or now - last_used_at > settings.SESSION_IDLE_MINUTES * 60:
        return False
    return now - last_used_at < WRITE_INTERVAL or touch(request)


def start(request: HttpRequest, user: User, **signal: object) -> None:
    """Begin the session of a user who signs in. Connected to `user_logged_in`."""
    if request.session.session_key is None:
        request.session.create()
    fields = {"user": user, **_describe_client(request)}
    row, _ = UserSession.objects.update_or_create(session_key=str(request.session.session_key), defaults=fields)
    request.session[_KEY] = (row.pk, int(time.time()), int(time.time()))


def touch(request: HttpRequest) -> bool:
    """Note that the session is in use. Return False if it was ended elsewhere."""
    key, signed_in_at, _ = request.session[_KEY]
    request.session[_KEY] = (key, signed_in_at, int(time.time()))
    changes = {"session_key": request.session.session_key, **_describe_client(request)}
    return bool(UserSession.objects.filter(pk=key).update(**changes))


def forget(request: HttpRequest, **signal: object) -> None:
    """Remove the session from the list. Connected to `user_logged_out`, which is sent before the session is deleted."""
    UserSession.objects.filter(pk=request.session.get(_KEY, (0,))[0]).delete()


def active() -> QuerySet[UserSession]:
    return UserSession.objects.filter(
        last_used_at__gt=timezone.now() - timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    )


def current(request: HttpRequest) -> UserSession | None:
    return UserSession.objects.filter(pk=request.session[_KEY][0]).first()


def others(request: HttpRequest) -> QuerySet[UserSession]:
    """Return the other sessions of the user of `request`."""
    return active().filter(user=request.user.pk).exclude(pk=request.session[_KEY][0])


def end(sessions: QuerySet[UserSession]) -> int:
    """End the sessions at once. Return their number."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    rows = list(sessions)
    for row in rows:
        store.delete(row.session_key)
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def device_name(user_agent: str) -> str:
    """Return browser and system in words: "Chrome trên Android"."""
    names = [
        next((name for part, name in table.items() if part in user_agent), None) for table in (_BROWSERS, _SYSTEMS)
    ]
    return " trên ".join(filter(None, names)) or "Trình duyệt khác"


def _describe_client(request: HttpRequest) -> dict[str, object]:
    return {
        "device": device_name(request.headers.get("User-Agent", "")),
        "network": get_client_network(request),
        "last_used_at": timezone.now(),
    }
