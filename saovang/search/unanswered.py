"""Note queries that found nothing, for the staff.

A request only increments a counter in memory. A background job writes the counts by day, without anything about the
person who searched. Personal data in a query is masked.
"""

import re
import threading
from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from saovang.search.models import UnansweredQuery

MAX_PENDING = 200  # different queries in memory
MAX_PER_DAY = 1000  # different queries of a day; others are not noted
KEEP_DAYS = 90
MASK = "…"
_PERSONAL = re.compile(r"\S*@\S*|\+?(?:[0-9][ .()-]{0,2}){5,}[0-9]")  # e-mail addresses; numbers of six or more digits


def mask(query: str) -> str:
    """Return a query without e-mail addresses, telephone numbers and numbers of identity cards."""
    return _PERSONAL.sub(MASK, query)


class UnansweredQueries:
    """Counts queries in memory. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all queries."""
        self._pending: Counter[tuple[date, str]] = Counter()

    def add(self, query: str) -> None:
        """Count a query that found nothing today."""
        text = mask(query).lower()[: UnansweredQuery.MAX_LENGTH].strip()
        key = localdate(), text
        with self._lock:
            if text.strip(MASK) and (key in self._pending or len(self._pending) < MAX_PENDING):
                self._pending[key] += 1

    def flush(self) -> None:
        """Write the pending queries and delete those older than KEEP_DAYS. A background job."""
        if not self._pending:
            return
        with self._lock:
            pending, self._pending = self._pending, Counter()
        try:
            with transaction.atomic():
                UnansweredQuery.objects.filter(day__lt=localdate() - timedelta(days=KEEP_DAYS)).delete()
                room = MAX_PER_DAY - UnansweredQuery.objects.filter(day=localdate()).count()
                for (day, text), count in sorted(pending.items())[: max(room, 0)]:
                    UnansweredQuery.objects.add(day, text, count)
        except BaseException:
            with self._lock:
                self._pending += pending
            raise


unanswered_queries = UnansweredQueries()
