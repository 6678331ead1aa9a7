"""The portal with a clock that a test sets: ahead by the number of seconds in the file CLOCK_AHEAD."""

import os
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

_now = timezone.now
_ahead = Path(os.environ["CLOCK_AHEAD"])
timezone.now = lambda: _now() + timedelta(seconds=float(_ahead.read_text()))

from saovang.wsgi import application  # noqa: E402, F401
