"""Run CPU-heavy jobs one at a time in each process, at a lower priority than requests."""

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
MAX_PENDING = 2  # one running, one waiting: each one holds the thread of its request
NICENESS_STEP = 5


class BusyError(Exception):
    """The queue is full; the client should retry later."""


def _lower_priority() -> None:
    """Raise the niceness of the calling thread, relative to the process. Linux has one niceness per thread.

    If the system refuses, other requests get slower during uploads; uploads still work.
    """
    try:
        niceness = min(os.getpriority(os.PRIO_PROCESS, os.getpid()) + NICENESS_STEP, 19)
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    except OSError as error:
        logger.warning("Image worker runs at the priority of requests: %s", error)


_executor = ThreadPoolExecutor(1, "image-worker", _lower_priority)  # one thread, so the warning is logged once
_slots = threading.BoundedSemaphore(MAX_PENDING)


def run_in_worker(function: Callable[..., Result], *args: object, wait: bool = False) -> Result:
    """Return `function(*args)`, run in the worker thread. The function must not use the database.

    Raises BusyError if MAX_PENDING calls are pending in this process, or waits for a slot if `wait` is true.
    """
    if not _slots.acquire(blocking=wait):
        raise BusyError
    try:
        return _executor.submit(function, *args).result()
    finally:
        _slots.release()
