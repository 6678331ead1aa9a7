"""Counts visits beside the requests.

A request only adds to what waits in memory; the pulse writes all that waits in one transaction and reads
the figures back. What could not be written waits on and goes with the next, or is left for the next process.
"""

import logging
import threading
import time
from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from saovang.core.background import runner
from saovang.visits import spool
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.totals import Figures, figures, first_day_needed

logger = logging.getLogger(__name__)
LEFTOVERS_EVERY = 5  # seconds


@dataclass(frozen=True)
class Snapshot:
    """Visits by day as last read, and those of all days before them."""

    by_day: Tally[date]
    earlier: int


class Counter:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Tally[date] = Tally()
        self._writing: Tally[date] = Tally()
        self._snapshot: Snapshot | None = None
        self._closed_days: tuple[date, int] | None = None
        self._shown: tuple[date, Figures] | None = None  # of that day, until the next reading
        self._leftovers_due = float("-inf")

    def add(self, day: date) -> None:
        """Count one visit on `day`."""
        with self._lock:
            self._waiting[day] += 1
            if self._shown is not None:
                self._shown = (day, self._shown[1].with_one_more()) if self._shown[0] == day else None
        runner.trigger(self.flush)

    def figures(self, today: date) -> Figures | None:
        """The figures with everything this process counted, written or not; None before a first reading."""
        with self._lock:
            if self._snapshot is None:
                return None
            if self._shown is None or self._shown[0] != today:
                visits = self._snapshot.by_day + self._writing + self._waiting
                self._shown = today, figures(visits, self._snapshot.earlier, today)
            return self._shown[1]

    def flush(self) -> None:
        """Write what waits and read the figures; where the database refuses it raises and loses nothing."""
        if self._snapshot is None:
            self._snapshot = self._read()  # to show, should the first write have to wait its turn
        self._take_leftovers()
        with self._lock:
            self._writing, self._waiting = self._waiting, Tally()
        try:
            snapshot = self._write_and_read()
        except BaseException:
            with self._lock:
                self._waiting, self._writing = self._waiting + self._writing, Tally()
            raise
        with self._lock:
            self._snapshot, self._writing, self._shown = snapshot, Tally(), None

    def leave(self) -> None:
        """At the end of the process: what the database did not take is left for the next one.

        What is still being written is left, too: the transaction ends with the process. A disk that is full takes
        nothing; then the log has the number.
        """
        with self._lock:
            left, self._waiting = self._waiting + self._writing, Tally()
            try:
                spool.leave(left)
            except OSError as error:
                logger.error("%s visits could not be kept: %s", left.total(), error)

    def _take_leftovers(self) -> None:
        """Again and again: in a reload the old process leaves them when the new one has long begun."""
        now = time.monotonic()
        if now > self._leftovers_due:
            self._leftovers_due = now + LEFTOVERS_EVERY
            left = spool.take()
            with self._lock:
                self._waiting, self._shown = self._waiting + left, None

    def _write_and_read(self) -> Snapshot:
        if not self._writing:
            return self._read()  # outside a transaction, which on SQLite would ask for the write lock
        with transaction.atomic():
            for day, count in sorted(self._writing.items()):  # in one order everywhere: no deadlock
                DailyVisits.objects.add(day, count)
            return self._read()

    def _read(self) -> Snapshot:
        """Rows of the last weeks only: days long over hardly ever change and are summed once a day."""
        today = localdate()
        start = first_day_needed(today) - timedelta(days=7)
        if self._closed_days is None or self._closed_days[0] != today:
            self._closed_days = today, DailyVisits.objects.filter(day__lt=start).total()
        by_day = Tally(dict(DailyVisits.objects.filter(day__gte=start).values_list("day", "count")))
        carried_over = sum(LegacyVisitTotal.objects.values_list("total", flat=True))
        return Snapshot(by_day, carried_over + self._closed_days[1])


counter = Counter()
