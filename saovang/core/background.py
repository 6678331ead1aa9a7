"""What a process keeps up to date beside its requests, so that no page ever waits for the database.

Each job (look whether content changed; write visits and read the figures) has a thread of its own and runs for as
long as somebody asks. Where no threads run, as in tests and commands, the jobs run when asked for.
"""

import atexit
import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connections

logger = logging.getLogger(__name__)
Work = Callable[[], object]

FRESH = 0.5  # seconds after which the next beat is due
STALE = 0.8  # seconds after which a request waits for it: with the rest of another process, within a second
PATIENCE = 0.05  # seconds that requests wait for a late beat, all of them together
REST = 0.1  # seconds after a beat, so that many visits at once are written together
RETRY = 1.0  # seconds between attempts while the database is away
FAREWELL = 15.0  # seconds for the last beats; more than SQLite waits for its lock


class Job:
    """Work that is done again and again, each time a beat; where it waits for a lock it holds up no other."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.due = threading.Event()
        self.began_at = float("-inf")  # the last beat that succeeded: what it read may be as old as this
        self._late_since: float | None = None
        self._beaten = threading.Condition()

    def beat(self) -> bool:
        """Do the work once; False where the database refused."""
        began = time.monotonic()
        try:
            self.work()
        except Error as error:
            logger.warning("the database does not answer: %s", error)
            return False
        with self._beaten:
            self.began_at = began
            self._late_since = None
            self._beaten.notify_all()
        return True

    def beat_while_asked(self, stopping: threading.Event) -> None:
        answered = True
        while not stopping.is_set():
            self.due.wait()
            self.due.clear()
            answered = self._beat_whatever_comes()
            if not answered:
                self.due.set()
                connections.close_all()  # what failed on it would hold the next attempt up, or others through it
            stopping.wait(REST if answered else RETRY)
        if answered:
            self._beat_whatever_comes()
        connections.close_all()

    def is_late(self, now: float) -> bool:
        """Whether its news, read again where they are not fresh, are so old that a request waits for that."""
        age = now - self.began_at
        if age <= FRESH:
            return False
        self.due.set()
        if age > STALE:
            with self._beaten:
                if self._late_since is None and now - self.began_at > STALE:
                    self._late_since = now
        return age > STALE

    def wait_a_moment(self) -> None:
        """Only the first requests after a quiet time wait: while the database is away nobody does."""
        with self._beaten:
            if self._late_since is not None:
                patience = self._late_since + PATIENCE - time.monotonic()
                self._beaten.wait_for(lambda: self._late_since is None, timeout=max(0.0, patience))

    def _beat_whatever_comes(self) -> bool:
        """A fault of one beat must not end all those to come."""
        close_old_connections()  # one that died with its server would never come back by itself
        try:
            return self.beat()
        except Exception:
            logger.exception("a job of the pulse failed")
            return False


class BackgroundRunner:
    def __init__(self) -> None:
        self._jobs: dict[Work, Job] = {}
        self._last_jobs: list[Callable[[], None]] = []
        self._threads: list[threading.Thread] = []  # of each job one
        self._stopping = threading.Event()

    def register(self, work: Work) -> None:
        """Add a job. Where it raises an error it runs again a second later."""
        self._jobs[work] = Job(work)

    def on_shutdown(self, work: Callable[[], None]) -> None:
        """Add what is done once, when the threads have ended or have had their time."""
        self._last_jobs.append(work)

    def start(self) -> None:
        """Beat in threads from now on, until the process ends."""
        for job in self._jobs.values():
            job.due.set()
            self._threads.append(threading.Thread(target=job.beat_while_asked, args=[self._stopping], daemon=True))
            self._threads[-1].start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Run the jobs once more and end the threads."""
        if not self._threads:
            return
        self._stopping.set()
        for job in self._jobs.values():
            job.due.set()
        end = time.monotonic() + FAREWELL
        for thread in self._threads:
            thread.join(max(0, end - time.monotonic()))
        for work in self._last_jobs:
            work()
        self._threads = []

    def trigger(self, work: Work) -> None:
        """Do it again as soon as possible."""
        job = self._jobs.get(work)
        if job and not job.due.is_set():  # which takes no lock
            job.due.set()

    def ensure_fresh(self) -> None:
        """What the jobs read is less than a second old afterwards, unless the database is slow or away."""
        if not self._threads:
            self.run_once()
            return
        now = time.monotonic()
        for job in [job for job in self._jobs.values() if job.is_late(now)]:
            job.wait_a_moment()

    def run_once(self) -> bool:
        """Run every job once; False where the database refused one of them, with which the others are left."""
        return all(job.beat() for job in self._jobs.values())


runner = BackgroundRunner()
