"""Content version: detects changes so that cached values and pages can be invalidated.

Edits bump a number in the database, in their own transaction. Scheduled changes are found by time. A background job
polls both, so a process notices a change of another process within a second.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import models
from django.db.models.signals import post_delete, post_save

from saovang.pagecache.models import ContentVersion, Version

Value = TypeVar("Value")
DATABASE_TIMEOUT = 2.0  # seconds without an answer after which the database counts as unavailable
MAX_OUTAGE_AGE = 60.0  # seconds that a page of an earlier version may be served while the database is down


class ContentVersionTracker:
    """The content version that this process last read, and values cached under it."""

    def __init__(self) -> None:
        self._time_based: list[Callable[[], models.QuerySet]] = []
        self._refresh_lock = threading.Lock()
        self._answered = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Forget the version, the cached values and the state of the database."""
        self.current: Version | None = None
        self._replaced_at: dict[Version, float] = {}  # when earlier versions ceased to be current
        self._values: dict[str, tuple[Hashable, Any]] = {}
        self._polled_at = float("-inf")
        self._answered.set()

    def bump_on_change(
        self, *content_models: type[models.Model], hides: Callable[[Any], bool] = lambda instance: False
    ) -> None:
        """Bump the version whenever a row of these models is saved or deleted, in the same transaction.

        A deletion is a removal, and so is a change after which `hides` is true for the row. `QuerySet.update()` sends
        no signal: its callers call `ContentVersion.objects.bump()` themselves.
        """

        def bump_after_save(instance: models.Model, created: bool, **signal: object) -> None:
            ContentVersion.objects.bump(is_removal=not created and hides(instance))

        def bump_after_delete(**signal: object) -> None:
            ContentVersion.objects.bump()

        for model in content_models:
            post_save.connect(bump_after_save, sender=model, weak=False)
            post_delete.connect(bump_after_delete, sender=model, weak=False)

    def track_time_based(self, queryset: Callable[[], models.QuerySet]) -> None:
        """Track a queryset of one value that changes when the content changes by time, without an edit."""
        self._time_based.append(queryset)

    def refresh(self) -> Version:
        """Read the version from the database and return it."""
        with self._refresh_lock:  # otherwise a slower, older read could overwrite a newer one
            version = ContentVersion.objects.current([queryset() for queryset in self._time_based])
            if self.current not in (None, version):
                now = time.monotonic()
                recent = {old: at for old, at in self._replaced_at.items() if now - at < MAX_OUTAGE_AGE}
                self._replaced_at = recent | {self.current: now}
            self.current = version
            return version

    def is_servable_in_outage(self, version: Version) -> bool:
        """Return True if pages of an earlier version may be served while the database is down.

        It was current at most MAX_OUTAGE_AGE ago, and nothing has ceased to be public since. What was withdrawn after
        the last poll is not known.
        """
        replaced_at, current = self._replaced_at.get(version), self.current
        if replaced_at is None or current is None:
            return False
        number, last_removal = version[0], current[1]
        return number >= last_removal and time.monotonic() - replaced_at < MAX_OUTAGE_AGE

    def poll(self) -> None:
        """Refresh, and record whether the database answers. A background job."""
        if self._answered.is_set():
            self._polled_at = time.monotonic()
            self._answered.clear()
        self.refresh()
        self._answered.set()

    def is_database_available(self) -> bool:
        """Return whether the database answered the last poll. Wait for a running poll up to DATABASE_TIMEOUT."""
        return self._answered.wait(max(0.0, self._polled_at + DATABASE_TIMEOUT - time.monotonic()))

    def cached(self, name: str, load: Callable[[], Value]) -> Value:
        """Return the value cached under `name`, loaded once a content version."""
        version = self.current  # read before loading: a change during load() then only causes a second load
        entry = self._values.get(name)
        if entry is None or entry[0] != version or version is None:
            entry = self._values[name] = version, load()
        return entry[1]

    def last_cached(self, name: str) -> Any:
        """Return the value last cached under `name`, of any version, or None. Error pages use it."""
        return self._values.get(name, (None, None))[1]


content_version = ContentVersionTracker()
