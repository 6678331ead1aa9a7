"""Background jobs (one thread each) that refresh in-memory state, so requests never wait for the database.

The content version is polled and visits are written this way. The jobs run as long as there are requests. Where no
threads run, as in tests and commands, `ensure_fresh()` runs the jobs itself.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connections

logger = logging.getLogger(__name__)

REFRESH_AFTER = 0.5  # seconds after which a request wakes the job
MAX_AGE = 0.8  # seconds after which a request waits for the job: with its MIN_INTERVAL, data is under a second old
MAX_WAIT = 0.05  # seconds that requests wait for a late job, counted from the first of them
MIN_INTERVAL = 0.1  # seconds between two runs, so that many visits are written together
RETRY_INTERVAL = 1.0  # seconds between two runs while the job fails
SHUTDOWN_TIMEOUT = 15.0  # seconds for the last runs; more than SQLite waits for its lock


class Job:
    """A periodic job with its own thread, so a job that blocks on a lock does not delay the others."""

    def __init__(self, function: Callable[[], object]) -> None:
        self.function = function
        self.wake_event = threading.Event()
        self.last_success_started_at = float("-inf")  # the data may be as old as this
        self._stale_since: float | None = None
        self._refreshed = threading.Condition()

    def run_once(self) -> bool:
        """Run the job in this thread. Return False if the database failed."""
        started_at = time.monotonic()
        try:
            self.function()
        except Error as error:
            logger.warning("database error in a background job: %s", error)
            return False
        with self._refreshed:
            self.last_success_started_at = started_at
            self._stale_since = None
            self._refreshed.notify_all()
        return True

    def run_loop(self, stopping: threading.Event) -> None:
        """Run the job whenever it is woken, until `stopping` is set, and then once more."""
        succeeded = True
        while not stopping.is_set():
            self.wake_event.wait()
            self.wake_event.clear()
            succeeded = self._run_guarded()
            if not succeeded:
                self.wake_event.set()
                connections.close_all()  # a broken connection could block the next run
            stopping.wait(MIN_INTERVAL if succeeded else RETRY_INTERVAL)
        if succeeded:
            self._run_guarded()
        connections.close_all()

    def wake_if_due(self, now: float) -> bool:
        """Wake the job if its data is older than REFRESH_AFTER. Return True if it is older than MAX_AGE."""
        age = now - self.last_success_started_at
        if age <= REFRESH_AFTER:
            return False
        self.wake_event.set()
        if age <= MAX_AGE:
            return False
        with self._refreshed:
            if self._stale_since is None and now - self.last_success_started_at > MAX_AGE:
                self._stale_since = now
        return True

    def wait_for_refresh(self) -> None:
        """Wait until the job has run, at most until MAX_WAIT after the first request that found its data stale.

        So only the first requests after a period without requests wait, and none while the database is down.
        """
        with self._refreshed:
            if self._stale_since is not None:
                timeout = self._stale_since + MAX_WAIT - time.monotonic()
                self._refreshed.wait_for(lambda: self._stale_since is None, timeout=max(0.0, timeout))

    def _run_guarded(self) -> bool:
        """Run the job. Log an exception instead of raising it, which would end the thread."""
        close_old_connections()  # a connection whose server died is not reopened otherwise
        try:
            return self.run_once()
        except Exception:
            logger.exception("a background job failed")
            return False


class BackgroundRunner:
    """Runs each registered job in a daemon thread of its own, as long as there are requests."""

    def __init__(self) -> None:
        self._jobs: dict[Callable[[], object], Job] = {}
        self._shutdown_callbacks: list[Callable[[], None]] = []
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()

    def register(self, function: Callable[[], object]) -> None:
        """Add a job. After an exception it is retried every RETRY_INTERVAL."""
        self._jobs[function] = Job(function)

    def on_shutdown(self, callback: Callable[[], None]) -> None:
        """Add a function to call once at shutdown, after the jobs have ended or SHUTDOWN_TIMEOUT has passed."""
        self._shutdown_callbacks.append(callback)

    def start(self) -> None:
        """Start the threads. They end with the process or with `stop()`."""
        for job in self._jobs.values():
            job.wake_event.set()
            thread = threading.Thread(target=job.run_loop, args=[self._stopping], daemon=True)
            thread.start()
            self._threads.append(thread)
        atexit.register(self.stop)

    def stop(self) -> None:
        """Run each job once more, end the threads and call the shutdown functions."""
        if not self._threads:
            return
        self._stopping.set()
        for job in self._jobs.values():
            job.wake_event.set()
        deadline = time.monotonic() + SHUTDOWN_TIMEOUT
        for thread in self._threads:
            thread.join(max(0, deadline - time.monotonic()))
        for callback in self._shutdown_callbacks:
            callback()
        self._threads = []

    def trigger(self, function: Callable[[], object]) -> None:
        """Wake the job now instead of when its data is due."""
        job = self._jobs.get(function)
        if job and not job.wake_event.is_set():  # is_set() takes no lock
            job.wake_event.set()

    def ensure_fresh(self) -> None:
        """Wake jobs whose data is older than REFRESH_AFTER; wait up to MAX_WAIT for those older than MAX_AGE.

        Afterwards the data is less than a second old, unless the database is slow or down.
        """
        if not self._threads:
            self.run_once()
            return
        now = time.monotonic()
        for job in [job for job in self._jobs.values() if job.wake_if_due(now)]:  # wake all before waiting for one
            job.wait_for_refresh()

    def run_once(self) -> bool:
        """Run every job in this thread. Return False, and skip the rest, as soon as the database fails for one."""
        return all(job.run_once() for job in self._jobs.values())


runner = BackgroundRunner()
