"""What stands on the first page of the desk.

An app says in its AppConfig what it shows there: `panels.show(waiting, my_drafts)`. Each is a function that
gets the request and gives a `Listing`, a `BarChart` or a `Table`, or None for a person it is not for.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.http import HttpRequest

from saovang.desk.charts import BarChart
from saovang.desk.downloads import Sheet


class DeskRequest(HttpRequest):
    """What the desk is asked by somebody who has signed in; it answers no others."""

    user: User


@dataclass(frozen=True)
class Row:
    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Listing:
    """Things that wait for somebody: the first few, how many there are, and where the others stand."""

    title: str
    rows: Sequence[Row]
    total: int
    more: str = ""
    template = "desk/listing.html"


@dataclass(frozen=True)
class Table:
    """Figures by row and column, and `name`, under which the whole of them can be downloaded."""

    title: str
    name: str
    shown: Sheet
    whole: Callable[[], Sheet]
    template = "desk/table.html"


Panel = Listing | BarChart | Table


class Panels:
    def __init__(self) -> None:
        self._makers: list[Callable[..., Panel | None]] = []

    def show(self, *makers: Callable[..., Panel | None]) -> None:
        """Add panels behind those that other apps have added."""
        self._makers += makers

    def for_request(self, request: HttpRequest) -> Iterator[Panel]:
        """The panels that this person sees."""
        return (panel for maker in self._makers if (panel := maker(request)))


panels = Panels()
