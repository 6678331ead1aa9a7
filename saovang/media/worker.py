"""Process uploaded files in child processes with limits, one at a time in each process."""

import io
import threading
import time
from collections.abc import Callable
from typing import IO, Any, TypeVar

from saovang.core import limits
from saovang.core.limits import BusyError, run_limited

Result = TypeVar("Result")
MAX_PENDING = 2  # one running, one waiting: each one holds the thread of its request
MAX_CPU_SECONDS = 8
MIN_MEMORY = 2**29  # bytes of address space; the modules take 150 MB

_slots = threading.BoundedSemaphore(MAX_PENDING)
_running = threading.Lock()


def run_in_worker(
    function: Callable[..., Result],
    upload: IO[bytes],
    *args: Any,
    memory: int = MIN_MEMORY,
    wait: bool = True,
    timeout: float | None = None,
) -> Result:
    """Return `function(file, *args)`, called as by `run_limited` with a file of the same content as the upload.

    Raises BusyError if there is no result within `timeout` seconds, by default `limits.TIMEOUT`, or, unless `wait` is
    true, at once if MAX_PENDING calls are pending in this process.
    """
    timeout = limits.TIMEOUT if timeout is None else timeout
    deadline = time.monotonic() + timeout
    if not _slots.acquire(timeout=timeout if wait else 0):
        raise BusyError
    try:
        if not _running.acquire(timeout=max(0, deadline - time.monotonic())):
            raise BusyError
        try:
            left = max(0, deadline - time.monotonic())
            source = _path_or_content(upload)
            bounds: Any = {"memory": memory, "cpu": MAX_CPU_SECONDS, "timeout": left}
            return run_limited(_open_and_call, function, source, *args, **bounds)
        finally:
            _running.release()
    finally:
        _slots.release()


def _path_or_content(upload: IO[bytes]) -> str | bytes:
    """Return the path of an upload that Django stored in a file, as it does above 2.5 MB, or else its content."""
    if hasattr(upload, "temporary_file_path"):
        return upload.temporary_file_path()
    upload.seek(0)
    return upload.read()


def _open_and_call(function: Callable[..., Result], source: str | bytes, *args: Any) -> Result:
    with io.BytesIO(source) if isinstance(source, bytes) else open(source, "rb") as file:
        return function(file, *args)
