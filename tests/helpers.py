"""What many tests share: the user agent of a resident, and waiting for a condition."""

import time
from collections.abc import Callable

import pytest

# A phone's browser. The user agent of a headless browser would count as a bot.
USER_AGENT = "Mozilla/5.0 (Linux; Android 11; SM-A125F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"

# Seconds after which a test that waits fails. Long, because the machine may be busy.
TIMEOUT = 120


def wait_until(condition: Callable[[], object], seconds: float = TIMEOUT) -> None:
    """Call `condition` until it is true. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"condition still false after {seconds} seconds")
        time.sleep(0.05)


def require(name: str, *programs: str | None) -> None:
    """Skip the test if one of the programs is None, which is how shutil.which() reports a missing one."""
    if not all(programs):
        pytest.skip(f"máy này không có {name}")
