"""Registry of the main menu.

An app registers its branches in its AppConfig: `menu.register(MenuItem("Tin tức", "news:latest", order=10, …))`.
The row of the menu has room for MAX_ITEMS of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

MAX_ITEMS = 6


class MenuLink(NamedTuple):
    """A link of the menu. `current` is the value of `aria-current`: "page", "true" on a page below it, or empty."""

    title: str
    url: str
    current: str = ""
    children: tuple["MenuLink", ...] = ()


def _no_links() -> Iterable[tuple[str, str]]:
    return ()


@dataclass(frozen=True)
class MenuItem:
    """A branch of the menu.

    `url_name` is its page, `paths` are the beginnings of the other paths below it, and `load_children` returns titles
    and URLs of the links inside it. Items with a lower `order` come first.
    """

    title: str
    url_name: str
    order: int
    paths: Sequence[str] = ()
    load_children: Callable[[], Iterable[tuple[str, str]]] = _no_links


class Menu:
    def __init__(self) -> None:
        self._items: list[MenuItem] = []

    def register(self, *items: MenuItem) -> None:
        """Add branches. Raises ValueError if there are more than MAX_ITEMS."""
        self._items = sorted([*self._items, *items], key=lambda item: item.order)
        if len(self._items) > MAX_ITEMS:
            raise ValueError(f"The menu has room for {MAX_ITEMS} items.")

    def links(self, path: str) -> list[MenuLink]:
        """Return the links of the menu as a page with this path shows them."""
        return [self._link(item, path) for item in self._items]

    @staticmethod
    def _link(item: MenuItem, path: str) -> MenuLink:
        url = reverse(item.url_name)
        children = tuple(
            MenuLink(title, child, "page" if child == path else "") for title, child in item.load_children()
        )
        is_below = path.startswith((url, *item.paths))
        current = "page" if path == url else "true" if is_below else ""
        return MenuLink(item.title, url, current, children)


menu = Menu()
