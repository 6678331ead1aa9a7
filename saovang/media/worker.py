"""Heavy work beside page views: a piece at a time in each process, and at a lower priority than theirs."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
PIECES = 2  # one at work and one that waits; more would take the threads that pages need


class BusyError(Exception):
    """So much waits already that it is better to ask again."""


def _step_back() -> None:
    """Let the threads that answer requests go first; Linux gives every thread a niceness of its own."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


_worker = ThreadPoolExecutor(1, "run_in_worker", _step_back)
_places = threading.BoundedSemaphore(PIECES)


def run_in_worker(work: Callable[..., Result], *arguments: object, wait: bool = False) -> Result:
    """Do `work(*arguments)` and give what it gives. It must not ask the database: it runs in another thread.

    Raises BusyError at once where PIECES are under way in this process, unless it may `wait` for its turn.
    """
    if not _places.acquire(blocking=wait):
        raise BusyError
    try:
        return _worker.submit(work, *arguments).result()
    finally:
        _places.release()
