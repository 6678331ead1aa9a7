"""The portal under a clock that a test sets: ahead by the seconds that the file CLOCK_AHEAD holds at the moment."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

_now = timezone.now
_ahead = Path(os.environ["CLOCK_AHEAD"])
timezone.now = lambda: _now() + timedelta(seconds=float(_ahead.read_text()))

from saovang.wsgi import application  # noqa: E402, F401
