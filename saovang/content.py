"""Tells whether any content has changed: by a hand, told by a number in the database, or by the clock.

An app says in its AppConfig what of it is content: `content.watch(Article, Photo)`, what of that is lasting,
changed so seldom that news need not have it read again: `content.watch_lasting(Category)`, and what the clock
changes by itself: `content.changes_by_clock(newest_time)`.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import models
from django.db.models.signals import post_delete, post_save

from saovang.pulse import pulse

Kept = TypeVar("Kept")
SILENCE = 2.0  # seconds after which a database that has not answered counts as away


class Content:
    def __init__(self) -> None:
        self._by_clock: list[Callable[[], models.QuerySet]] = []
        self._lasting: set[type[models.Model]] = set()
        self.generation: tuple[Hashable, ...] | None = None
        self._kept: dict[str, tuple[Hashable, Any]] = {}
        self._looking = threading.Lock()
        self._answered = threading.Event()
        self._answered.set()
        self._asked_at = float("-inf")
        pulse.run(self.keep_up)

    def watch(self, *content_models: type[models.Model]) -> None:
        """Move the generation on with every row of these that is saved or deleted, in its transaction.

        A change by `QuerySet.update()` sends no signal and calls `Generation.objects.move_on()` itself.
        """
        for model in content_models:
            for signal in (post_save, post_delete):
                signal.connect(self._changed, sender=model, weak=False)

    def watch_lasting(self, *content_models: type[models.Model]) -> None:
        """The same for what `kept_lasting` reads."""
        self._lasting.update(content_models)
        self.watch(*content_models)

    def changes_by_clock(self, probe: Callable[[], models.QuerySet]) -> None:
        """`probe` gives a queryset of one value, which changes at the moment the content does."""
        self._by_clock.append(probe)

    def look(self) -> Hashable:
        """Ask the database for the generation of now; None is never one.

        One after the other: of two that ask at once, the one that saw less could else have the last word.
        """
        from saovang.models import Generation

        with self._looking:
            self.generation = Generation.objects.with_clock(probe() for probe in self._by_clock)
            return self.generation

    def keep_up(self) -> None:
        """The look that the pulse takes, by which `is_within_reach` judges."""
        if self._answered.is_set():
            self._asked_at = time.monotonic()
            self._answered.clear()
        self.look()
        self._answered.set()

    def is_within_reach(self) -> bool:
        """Whether the database answers. While the pulse waits to know, so does this: SILENCE at most, all together."""
        return self._answered.wait(max(0.0, self._asked_at + SILENCE - time.monotonic()))

    def kept(self, name: str, read: Callable[[], Kept]) -> Kept:
        """What `read` asks the database for, asked once a generation: for what every page shows alike."""
        pulse.keep_up()
        return self._kept_for(self.generation, name, read)

    def kept_lasting(self, name: str, read: Callable[[], Kept]) -> Kept:
        """The same for what comes from lasting content alone, asked again only when such has changed."""
        pulse.keep_up()
        return self._kept_for(self.generation and self.generation[1], name, read)

    def _kept_for(self, generation: Hashable, name: str, read: Callable[[], Kept]) -> Kept:
        """`generation` is taken before reading: what is read may be newer, never older."""
        kept = self._kept.get(name)
        if kept is None or kept[0] != generation or generation is None:
            kept = self._kept[name] = generation, read()
        return kept[1]

    def _changed(self, sender: type[models.Model], **signal: object) -> None:
        from saovang.models import Generation

        Generation.objects.move_on(lasting=sender in self._lasting)


content = Content()
