"""Limits on guessing. django-axes counts the failures in the database; what it cannot count is here."""

from collections.abc import Callable
from typing import Any, TypeVar

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

from saovang.accounts.devices import get_device
from saovang.accounts.models import User

T = TypeVar("T")
LOCKED_OUT = "Đã nhập sai nhiều lần. Hãy đợi ít phút rồi thử lại."


class LockoutHandler(AxesDatabaseHandler):
    """Lock an account for a client after AXES_FAILURE_LIMIT failures, and for all after ACCOUNT_FAILURE_LIMIT."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        attempts = AccessAttempt.objects.filter(
            username=get_client_username(request, credentials),
            attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME,
        )
        failures = attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
        return failures >= settings.ACCOUNT_FAILURE_LIMIT or super().is_locked(request, credentials)


def get_attempt_username(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the name under which failures are counted: the username, and a known device counts apart."""
    username = User.normalize_username((credentials or {}).get("username") or "")
    if settings.DEVICE_COOKIE_NAME in request.COOKIES:
        user = User.objects.filter(username=username).first()
        if user and (device := get_device(request, user)):
            return f"{username} {device}"
    return username


def check_secret(request: HttpRequest, user: User, check: Callable[[], T]) -> T:
    """Return `check()`, which raises ValidationError if a secret of `user` is wrong, and count failures.

    Raises ValidationError without calling it if the account is locked. The response is that of `locked_out` then.
    """
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out = True  # type: ignore[attr-defined]  # read by AxesMiddleware
        raise ValidationError(LOCKED_OUT)
    try:
        return check()
    except ValidationError:
        user_login_failed.send(__name__, credentials=credentials, request=request)
        raise
