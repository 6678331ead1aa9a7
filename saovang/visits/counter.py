"""The visit counter.

A request only increments a counter in memory. A background job writes all pending visits in one transaction and reads
the totals back. Visits that could not be written stay pending; at shutdown they go to a spool file.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.timezone import localdate

from saovang.core.background import runner
from saovang.visits import spool
from saovang.visits.models import DailyVisits, LegacyVisitTotal
from saovang.visits.periods import monday_of

logger = logging.getLogger(__name__)
SPOOL_INTERVAL = 5  # seconds between two looks for spool files


class VisitTotals(NamedTuple):
    """The five numbers of the visit block. Always today ≤ this_week ≤ all_time and today ≤ this_month ≤ all_time."""

    today: int
    yesterday: int
    this_week: int
    this_month: int
    all_time: int

    def increment(self) -> "VisitTotals":
        """Return the totals after one more visit today."""
        return VisitTotals(self.today + 1, self.yesterday, self.this_week + 1, self.this_month + 1, self.all_time + 1)


def first_day_needed(today: date) -> date:
    """Return the earliest day that any total but `all_time` depends on."""
    return min(today - timedelta(days=1), monday_of(today), today.replace(day=1))


def compute_totals(by_day: Mapping[date, int], historic_total: int, today: date) -> VisitTotals:
    """Return the totals on `today` from the visits by day and the number of visits before all those days.

    `by_day` must reach back to `first_day_needed(today)` and may reach further. Weeks begin on Monday.
    """

    def sum_since(first: date) -> int:
        return sum(count for day, count in by_day.items() if first <= day <= today)

    return VisitTotals(
        today=by_day.get(today, 0),
        yesterday=by_day.get(today - timedelta(days=1), 0),
        this_week=sum_since(monday_of(today)),
        this_month=sum_since(today.replace(day=1)),
        all_time=historic_total + sum(by_day.values()),
    )


@dataclass(frozen=True)
class Snapshot:
    """Visits as last read: by day for the last weeks, and the sum of all earlier days."""

    by_day: Counter[date]
    historic_total: int


class VisitCounter:
    """Counts visits in memory. Thread-safe.

    `totals` includes every visit that this process counted, written or not. It is None before the first `flush()`.
    Reading it takes no lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all visits and totals."""
        self.totals: VisitTotals | None = None
        self._totals_day = date.min
        self._pending: Counter[date] = Counter()
        self._in_flight: Counter[date] = Counter()
        self._snapshot: Snapshot | None = None
        self._historic_total: tuple[date, int] | None = None
        self._spool_due_at = float("-inf")

    def add(self, day: date) -> None:
        """Count one visit on `day`."""
        with self._lock:
            self._pending[day] += 1
            if self.totals and day == self._totals_day:
                self.totals = self.totals.increment()
            else:
                self._update_totals(max(day, self._totals_day))
        runner.trigger(self.flush)

    def flush(self) -> None:
        """Write pending visits and read the totals. No visit is lost if the database raises an error."""
        if self._snapshot is None:
            self._snapshot = self._read()  # otherwise there are no totals while the first write waits for a lock
        self._drain_spool()
        with self._lock:
            self._in_flight, self._pending = self._pending, Counter()
            self._update_totals(localdate())  # the day may have changed
        try:
            snapshot = self._write_and_read()
        except BaseException:
            with self._lock:
                self._pending, self._in_flight = self._pending + self._in_flight, Counter()
            raise
        with self._lock:
            self._snapshot, self._in_flight = snapshot, Counter()
            self._update_totals(localdate())

    def persist_pending(self) -> None:
        """Write visits that the database did not take to a spool file. Called at shutdown.

        That includes visits in flight: their transaction ends with the process. If writing the file
        fails, their number is logged.
        """
        with self._lock:
            visits, self._pending = self._pending + self._in_flight, Counter()
            try:
                spool.write(visits)
            except OSError as error:
                logger.error("%s visits could not be spooled: %s", visits.total(), error)

    def _update_totals(self, today: date) -> None:
        if self._snapshot is not None:
            visits = self._snapshot.by_day + self._in_flight + self._pending
            self.totals = compute_totals(visits, self._snapshot.historic_total, today)
            self._totals_day = today

    def _drain_spool(self) -> None:
        """Take the visits from the spool every SPOOL_INTERVAL: in a reload, the old worker writes them late."""
        now = time.monotonic()
        if now > self._spool_due_at:
            self._spool_due_at = now + SPOOL_INTERVAL
            visits = spool.drain()
            with self._lock:
                self._pending += visits

    def _write_and_read(self) -> Snapshot:
        if not self._in_flight:
            return self._read()  # outside a transaction, which on SQLite would take the write lock
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            # The thread of this job has its own connection. It need not wait for the disk up to ten times a second: a
            # power cut may lose the visits of the last seconds.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=NORMAL")
        with transaction.atomic():
            for day, count in sorted(self._in_flight.items()):  # the same order everywhere prevents deadlocks
                DailyVisits.objects.add(day, count)
            return self._read()

    def _read(self) -> Snapshot:
        """Read the rows of the last weeks. Older days hardly ever change and are summed once a day."""
        today = localdate()
        start = first_day_needed(today) - timedelta(days=7)
        if self._historic_total is None or self._historic_total[0] != today:
            self._historic_total = today, DailyVisits.objects.filter(day__lt=start).total()
        by_day = Counter(dict(DailyVisits.objects.filter(day__gte=start).values_list("day", "count")))
        legacy_total = sum(LegacyVisitTotal.objects.values_list("total", flat=True))
        return Snapshot(by_day, legacy_total + self._historic_total[1])


counter = VisitCounter()
