"""What a process keeps up to date beside its requests, so that no page ever waits for the database.

One thread runs the jobs (look whether content changed, write the visits that wait, read the figures)
again and again for as long as somebody asks. Where no thread runs, as in tests and commands, the jobs run
when asked for.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connections

logger = logging.getLogger(__name__)

FRESH = 0.5  # seconds after which the next beat is due
STALE = 0.8  # seconds after which a request waits for it: with the rest of another process, within a second
PATIENCE = 0.05  # seconds that requests wait for a late beat, all of them together
REST = 0.1  # seconds after a beat, so that many visits at once are written together
RETRY = 1.0  # seconds between attempts while the database is away
FAREWELL = 15.0  # seconds for the last beat; more than SQLite waits for its lock


class Pulse:
    def __init__(self) -> None:
        self._jobs: list[Callable[[], object]] = []
        self._last_jobs: list[Callable[[], None]] = []
        self._thread: threading.Thread | None = None
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._beaten = threading.Condition()
        self._beaten_at = float("-inf")
        self._late_since: float | None = None

    def run(self, job: Callable[[], object]) -> None:
        """Add a job. It may raise a database error, and then runs again a second later."""
        self._jobs.append(job)

    def run_at_end(self, job: Callable[[], None]) -> None:
        """Add what is done once, when the thread has ended."""
        self._last_jobs.append(job)

    def start(self) -> None:
        """Beat in a thread of its own from now on, until the process ends."""
        self._thread = threading.Thread(target=self._beat_while_asked, name="pulse", daemon=True)
        self._thread.start()
        atexit.register(self.stop)
        self.hurry()

    def stop(self) -> None:
        """Run the jobs once more and end the thread."""
        if self._thread is None:
            return
        self._stopping.set()
        self._due.set()
        self._thread.join(FAREWELL)
        if not self._thread.is_alive():
            for job in self._last_jobs:
                job()
        self._thread = None

    def hurry(self) -> None:
        """Beat as soon as possible."""
        if not self._due.is_set():  # which takes no lock
            self._due.set()

    def keep_up(self) -> None:
        """What the jobs read is less than a second old afterwards, unless the database is slow or away."""
        if self._thread is None:
            self.beat()
            return
        age = self._age()
        if age > FRESH:
            self._due.set()
            if age > STALE:
                self._wait_a_moment()

    def beat(self) -> bool:
        """Run every job once; False where the database refused one of them."""
        began = time.monotonic()  # what the jobs read may be as old as this
        try:
            for job in self._jobs:
                job()
        except Error as error:
            logger.warning("the database does not answer: %s", error)
            return False
        with self._beaten:
            self._beaten_at = began
            self._late_since = None
            self._beaten.notify_all()
        return True

    def _age(self) -> float:
        return time.monotonic() - self._beaten_at

    def _wait_a_moment(self) -> None:
        """Only the first requests after a quiet time wait: while the database is away nobody does."""
        with self._beaten:
            if self._late_since is None:
                self._late_since = time.monotonic()
            patience = self._late_since + PATIENCE - time.monotonic()
            if patience > 0:
                self._beaten.wait_for(lambda: self._age() <= STALE, timeout=patience)

    def _beat_while_asked(self) -> None:
        answered = True
        while not self._stopping.is_set():
            self._due.wait()
            self._due.clear()
            close_old_connections()  # one that died with its server would never come back by itself
            answered = self.beat()
            if not answered:
                self._due.set()
            self._stopping.wait(REST if answered else RETRY)
        if answered:
            self.beat()
        connections.close_all()


pulse = Pulse()
