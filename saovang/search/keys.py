"""Ids of search entries, which sort by publication time.

An id is the time in seconds, then 20 bits of the object's id, then 4 bits of its source. It fits into 63 bits, and
objects of the same second stay distinct up to a million objects a source.
"""

from datetime import UTC, datetime
from typing import Any

from django.utils.timezone import make_aware

from saovang.search.sources import SearchSource

UNDATED = datetime(9000, 1, 1, tzinfo=UTC)  # sorts undated objects before all dated ones


def entry_id(source: SearchSource, obj: Any) -> int:
    """Return the id of an object's entry."""
    published_at = source.published_at(obj) or UNDATED
    return _first_id(published_at) + ((obj.pk & 0xFFFFF) << 4) + source.number


def public_id_range(now: datetime) -> tuple[int, int]:
    """Return the last id of entries published by `now`, and the first id of undated entries."""
    return _first_id(now) + (1 << 24) - 1, _first_id(UNDATED)


def year_id_range(year: int) -> tuple[int, int]:
    """Return the first id of a year in the portal's time zone, and the first id of the next year."""
    return _first_id(make_aware(datetime(year, 1, 1))), _first_id(make_aware(datetime(year + 1, 1, 1)))


def _first_id(time: datetime) -> int:
    return int(time.timestamp()) << 24
