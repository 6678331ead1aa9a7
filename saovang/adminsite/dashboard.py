"""Registry of the cards on the admin index page.

An app registers factories in its AppConfig: `dashboard.register(waiting, my_drafts)`. A factory takes the request and
returns `Actions`, a `TaskList`, a `BarChart` or a `TableCard`, or None if the card is not for this user.
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
class Actions:
    """What people come to do, as large links; the first one is the most frequent."""

    rows: Sequence[Row]


@dataclass(frozen=True)
class TaskList:
    """The first few of `total` items that need work. `more_url` is the URL of the full list."""

    title: str
    rows: Sequence[Row]
    total: int
    more_url: str = ""
    template = "adminsite/task_list.html"


@dataclass(frozen=True)
class TableCard:
    """A table of statistics. `load_full` returns the complete table, downloadable under `name`, `more` a link."""

    title: str
    name: str
    table: Table
    load_full: Callable[[], Table]
    more: Row | None = None
    template = "adminsite/table.html"


Card = Actions | TaskList | BarChart | TableCard


class Dashboard:
    def __init__(self) -> None:
        self._factories: list[tuple[int, Callable[..., Card | None]]] = []

    def register(self, *factories: Callable[..., Card | None], order: int = 0) -> None:
        """Append factories of cards, in the order of the page. Those with a smaller `order` come first."""
        self._factories += [(order, factory) for factory in factories]
        self._factories.sort(key=lambda registered: registered[0])

    def cards_for(self, request: HttpRequest) -> Iterator[Card]:
        """Yield the cards that the user of `request` may see."""
        return (card for _, factory in self._factories if (card := factory(request)))


dashboard = Dashboard()
