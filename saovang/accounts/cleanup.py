"""Forgets what is over: failed sign-ins, which hold addresses, and sessions that have ended."""

import time

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

EVERY = 600  # seconds


class Sweep:
    """A job of the pulse: most of the time it does nothing."""

    def __init__(self) -> None:
        self._due = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._due:
            return
        now = timezone.now()
        AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
        Session.objects.filter(expire_date__lt=now).delete()
        self._due = time.monotonic() + EVERY
