"""Counts visits beside the requests, so that no page ever waits for the database.

A request only adds to what waits in memory. One thread a process writes it, all that waits in one
transaction, and reads the figures back. What could not be written waits on and goes with the next.
"""

import atexit
import logging
import threading
import time
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import Error, close_old_connections, connections, transaction
from django.utils.timezone import localdate

from saovang.visits.figures import Figures, figures, first_day_needed
from saovang.visits.models import CarriedOverVisits, DailyVisits

logger = logging.getLogger(__name__)

FRESH = 0.5  # seconds after which the figures are read again
STALE = 1.0  # seconds after which a page waits for them, for PATIENCE at most
PATIENCE = 0.05
RETRY = 1.0  # seconds between attempts while the database is away


@dataclass(frozen=True)
class Snapshot:
    """Visits by day as last read, those of all days before them, and when (monotonic seconds)."""

    by_day: dict[date, int]
    earlier: int
    read_at: float


class Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Tally[date] = Tally()
        self._writing: Tally[date] = Tally()
        self._snapshot: Snapshot | None = None
        self._closed_days: tuple[date, int] | None = None
        self._thread: threading.Thread | None = None
        self._wanted = threading.Event()
        self._was_read = threading.Condition()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Write from a thread of its own from now on, until the process ends."""
        self._thread = threading.Thread(target=self._run, name="visits", daemon=True)
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Write what waits and end the thread."""
        self._stopping.set()
        self._wanted.set()
        if self._thread:
            self._thread.join(timeout=10)
            self._thread = None

    def add(self, day: date) -> None:
        """Count one visit on `day`."""
        with self._lock:
            self._waiting[day] += 1
        self._wanted.set()

    def figures(self, today: date) -> Figures | None:
        """The figures with everything this process counted, written or not; None before a first reading."""
        if self._thread is None:
            self.flush()
        elif (age := self._age()) > FRESH:
            self._wanted.set()
            if age > STALE:
                with self._was_read:
                    self._was_read.wait_for(lambda: self._age() <= STALE, timeout=PATIENCE)
        with self._lock:
            if self._snapshot is None:
                return None
            by_day = Tally(self._snapshot.by_day) + self._waiting + self._writing
            return figures(by_day, self._snapshot.earlier, today)

    def flush(self) -> bool:
        """Write what waits and read the figures; False where the database refused, and nothing is lost."""
        try:
            if self._snapshot is None:
                self._snapshot = self._read()  # to show, should the first write have to wait its turn
            with self._lock:
                self._writing, self._waiting = self._waiting, Tally()
            snapshot = self._write_and_read()
        except Error as error:
            logger.warning("visits wait for the database: %s", error)
            with self._lock:
                self._waiting, self._writing = self._waiting + self._writing, Tally()
            return False
        with self._lock:
            self._snapshot, self._writing = snapshot, Tally()
        with self._was_read:
            self._was_read.notify_all()
        return True

    def _write_and_read(self) -> Snapshot:
        if not self._writing:
            return self._read()  # outside a transaction, which on SQLite would ask for the write lock
        with transaction.atomic():
            for day, count in sorted(self._writing.items()):  # in one order everywhere: no deadlock
                DailyVisits.objects.add(day, count)
            return self._read()

    def _read(self) -> Snapshot:
        """Rows of the last weeks only: days long over do not change and are summed once a day."""
        start = first_day_needed(localdate()) - timedelta(days=7)
        if self._closed_days is None or self._closed_days[0] != start:
            self._closed_days = start, DailyVisits.objects.filter(day__lt=start).total()
        by_day = dict(DailyVisits.objects.filter(day__gte=start).values_list("day", "count"))
        carried_over = sum(CarriedOverVisits.objects.values_list("total", flat=True))
        return Snapshot(by_day, carried_over + self._closed_days[1], time.monotonic())

    def _age(self) -> float:
        return time.monotonic() - self._snapshot.read_at if self._snapshot else float("inf")

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wanted.wait()
            self._wanted.clear()
            close_old_connections()  # one that died with its server would never come back by itself
            if not self.flush():
                self._wanted.set()
                self._stopping.wait(RETRY)
        if self._waiting and not self.flush():
            logger.error("visits lost at the end of the process: %s", sum(self._waiting.values()))
        connections.close_all()


counter = Counter()
