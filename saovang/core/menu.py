"""Registry of the main menu.

An app registers its branches in its AppConfig: `menu.register(MenuItem("Tin tức", "news:latest", order=10, …))`.
The row of the menu has room for MAX_ITEMS of them, which a system check holds. What comes later stands inside a branch:
`menu.register(MenuItem("Văn bản", "documents:index", order=30, inside="news:latest"))`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from saovang.core.http import cached_reverse

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

    With `inside`, the `url_name` of another item, it is the first of the links inside that one, and its paths are below
    that one too.
    """

    title: str
    url_name: str
    order: int
    paths: Sequence[str] = ()
    load_children: Callable[[], Iterable[tuple[str, str]]] = _no_links
    inside: str = ""


class Menu:
    def __init__(self) -> None:
        self._items: list[MenuItem] = []

    def register(self, *items: MenuItem) -> None:
        """Add branches, or links inside other ones."""
        self._items = sorted([*self._items, *items], key=lambda item: item.order)

    def find_errors(self) -> list[str]:
        """Return what is wrong with the menu, once all apps have registered theirs: a sentence each."""
        branches = self._items_inside("")
        names = {item.url_name for item in branches}
        errors = [
            f"Mục “{item.title}” của menu đứng trong “{item.inside}”, mà menu không có nhánh ấy."
            for item in self._items
            if item.inside and item.inside not in names
        ]
        if len(branches) > MAX_ITEMS:
            titles = ", ".join(item.title for item in branches)
            errors.append(f"Menu đủ chỗ cho {MAX_ITEMS} nhánh, mà có {len(branches)}: {titles}.")
        return errors

    def links(self, path: str) -> list[MenuLink]:
        """Return the links of the menu as a page with this path shows them."""
        return [self._link(item, path) for item in self._items_inside("")]

    def _items_inside(self, url_name: str) -> list[MenuItem]:
        return [item for item in self._items if item.inside == url_name]

    def _link(self, item: MenuItem, path: str) -> MenuLink:
        url, inside = cached_reverse(item.url_name), self._items_inside(item.url_name)
        links = [*((child.title, cached_reverse(child.url_name)) for child in inside), *item.load_children()]
        children = tuple(MenuLink(title, child, "page" if child == path else "") for title, child in links)
        paths = [
            url,
            *item.paths,
            *(path for child in inside for path in (cached_reverse(child.url_name), *child.paths)),
        ]
        is_below = path.startswith(tuple(paths))
        current = "page" if path == url else "true" if is_below else ""
        return MenuLink(item.title, url, current, children)


menu = Menu()
