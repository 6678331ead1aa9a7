"""The portal under a clock that is ahead by CLOCK_AHEAD seconds, to be at midnight whenever a test needs it."""

import os
from datetime import timedelta

from django.utils import timezone

_now = timezone.now
_ahead = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
timezone.now = lambda: _now() + _ahead

from saovang.wsgi import application  # noqa: E402, F401
