"""Registry of the cards on the admin index page.

An app registers factories in its AppConfig: `dashboard.register(waiting, my_drafts)`. A factory takes the request and
returns a `TaskList`, a `BarChart` or a `TableCard`, or None if the user has no use for it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from saovang.adminsite.charts import BarChart
from saovang.adminsite.exports import Table


@dataclass(frozen=True)
class Row:
    text: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class TaskList:
    """The first few items that wait for somebody, their total number, and the URL of the full list."""

    title: str
    rows: Sequence[Row]
    total: int
    more: str = ""
    template = "desk/listing.html"


@dataclass(frozen=True)
class TableCard:
    """A table of figures. `load_full` returns the complete table, downloadable under `name`."""

    title: str
    name: str
    table: Table
    load_full: Callable[[], Table]
    template = "desk/table.html"


Card = TaskList | BarChart | TableCard


class Dashboard:
    def __init__(self) -> None:
        self._factories: list[Callable[..., Card | None]] = []

    def register(self, *factories: Callable[..., Card | None]) -> None:
        """Add cards after those registered before."""
        self._factories += factories

    def cards_for(self, request: HttpRequest) -> Iterator[Card]:
        """Yield the cards that the user of `request` may see."""
        return (card for factory in self._factories if (card := factory(request)))


dashboard = Dashboard()
