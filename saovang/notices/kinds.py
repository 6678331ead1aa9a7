"""Registry of the kinds of notices. An app registers them in its AppConfig: `kinds.register(Kind(…))`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from saovang.accounts.models import User


class Content(NamedTuple):
    """What an e-mail says. `path` is that of the page to open."""

    subject: str
    text: str
    path: str


class Due(NamedTuple):
    """An event that only the clock brings, with those who should know."""

    key: object
    recipients: QuerySet[User]


@dataclass(frozen=True)
class Kind:
    """A kind of notice, which each person can switch off.

    `is_for` says whether a user may get it. `compose` returns the content for the key of an event and a recipient, the
    time before which it is too early, or None if it no longer applies. `find` returns events that came about by time.
    """

    name: str
    label: str
    is_for: Callable[[User], bool]
    compose: Callable[[str, User], Content | datetime | None]
    find: Callable[[], Iterable[Due]] = tuple


class Kinds:
    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, *kinds: Kind) -> None:
        """Append kinds, in the order of the page on which each person chooses."""
        self._kinds |= {kind.name: kind for kind in kinds}

    def get(self, name: str) -> Kind | None:
        """Return the kind, or None if a later version of the portal has it no more."""
        return self._kinds.get(name)

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def for_user(self, user: User) -> list[Kind]:
        return [kind for kind in self if kind.is_for(user)]


kinds = Kinds()
