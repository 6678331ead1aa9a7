"""Count queries, for the staff those that found nothing, for suggestions those that a title contains.

A request only increments a counter in memory. A background job writes the counts, without anything about the person who
searched. Personal data in a query is masked.
"""

import re
import threading
from abc import ABC, abstractmethod
from collections import Counter
from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from saovang.search.models import FrequentQuery, UnansweredQuery

MAX_PENDING = 200  # different queries in memory
MAX_PER_DAY = 1000  # different queries of a day that found nothing; the rarest, then the oldest make room
MAX_FREQUENT = 2000  # different queries that a title contains; those that were not typed for longest make room
KEEP_DAYS = 90
MASK = "…"
_PERSONAL = re.compile(
    r"""
    \S*\s?(?:@|[(\[]at[)\]])\s?\S*                                                        # e-mail addresses
    | (?:https?://)?(?:www\.|m\.)?(?:zalo\.me|facebook\.com|fb\.(?:com|me)|[mt]\.me|tiktok\.com)/\S+    # accounts
    | \b[0-9]{2}[a-z]{1,2}[0-9]?[\s.-]{0,2}[0-9]{3}\.?[0-9]{2}\b                            # licence plates
    | \+?(?:[0-9][\s.,()/_–-]{0,3}){8,}[0-9]                                                # nine or more digits
    | \+?(?:[0-9][\s.()-]{0,2}){5,}[0-9]                       # six or more, which no date or "42/2022" between them is
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOT_PERSONAL = re.compile(r"(?:19|20)[0-9]{2}-(?:19|20)[0-9]{2}|[0-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2})?")


def mask(query: str) -> str:
    """Return a query without e-mail addresses, accounts, licence plates and long numbers, such as of telephones.

    Two years ("2021-2025") and the code of a procedure ("1.001193") stay.
    """
    return _PERSONAL.sub(lambda match: match[0] if _NOT_PERSONAL.fullmatch(match[0]) else MASK, query)


class QueryCounter(ABC):
    """Counts queries in memory. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget all queries."""
        self._pending: Counter[tuple[date, str]] = Counter()

    @abstractmethod
    def clean(self, query: str) -> str:
        """Return what is counted of a query, or "" for nothing."""

    @abstractmethod
    def write(self, pending: Counter[tuple[date, str]]) -> None:
        """Write the counts of queries by day, and delete old ones."""

    def add(self, query: str) -> None:
        """Count a query of today."""
        key = localdate(), self.clean(query)
        with self._lock:
            if key[1] and (key in self._pending or len(self._pending) < MAX_PENDING):
                self._pending[key] += 1

    def flush(self) -> None:
        """Write the pending queries. A background job."""
        if not self._pending:
            return
        with self._lock:
            pending, self._pending = self._pending, Counter()
        try:
            with transaction.atomic():
                self.write(pending)
        except BaseException:
            with self._lock:
                self._pending += pending
            raise


class UnansweredQueries(QueryCounter):
    def clean(self, query: str) -> str:
        text = mask(query).lower()[: UnansweredQuery.MAX_LENGTH].strip()
        return text if text.strip(MASK) else ""

    def write(self, pending: Counter[tuple[date, str]]) -> None:
        UnansweredQuery.objects.filter(day__lt=localdate() - timedelta(days=KEEP_DAYS)).delete()
        for (day, text), count in sorted(pending.items()):
            UnansweredQuery.objects.add(day, text, count)
        for day in {day for day, _ in pending}:
            surplus = UnansweredQuery.objects.filter(day=day).order_by("-count", "-pk")[MAX_PER_DAY:]
            UnansweredQuery.objects.filter(pk__in=[query.pk for query in surplus]).delete()


class FrequentQueries(QueryCounter):
    def clean(self, query: str) -> str:
        text = query.lower().strip()
        return text if mask(text) == text and len(text) <= FrequentQuery.MAX_LENGTH else ""

    def write(self, pending: Counter[tuple[date, str]]) -> None:
        for (day, text), count in sorted(pending.items()):
            FrequentQuery.objects.add(text, day, count)
        FrequentQuery.objects.filter(last_day__lt=localdate() - timedelta(days=KEEP_DAYS)).delete()
        surplus = FrequentQuery.objects.order_by("-last_day", "-count", "-pk")[MAX_FREQUENT:]
        FrequentQuery.objects.filter(pk__in=[query.pk for query in surplus]).delete()


unanswered_queries = UnansweredQueries()
frequent_queries = FrequentQueries()
