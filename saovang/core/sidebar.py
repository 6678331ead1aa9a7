"""Registry of the sidebar: what stands beside the news on the home page, and beside the text of other pages.

An app registers its blocks in its AppConfig: `sidebar.register(SidebarBlock("components/visits_place.html", 90))`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SidebarBlock:
    """A part of the sidebar.

    `load` returns the context of its template, or None if there is nothing to show. Blocks with a lower `order` come
    first. A block is on the home page only, unless it is `on_every_page`.
    """

    template: str
    order: int
    load: Callable[[], dict[str, Any] | None] = dict
    on_every_page: bool = False


class Sidebar:
    def __init__(self) -> None:
        self._blocks: list[SidebarBlock] = []

    def register(self, *blocks: SidebarBlock) -> None:
        """Add blocks."""
        self._blocks = sorted([*self._blocks, *blocks], key=lambda block: block.order)

    def blocks(self, *, is_home: bool) -> list[tuple[str, dict[str, Any]]]:
        """Return template and context of the blocks of the home page or of another page."""
        blocks = [(block.template, block.load()) for block in self._blocks if is_home or block.on_every_page]
        return [(template, context) for template, context in blocks if context is not None]


sidebar = Sidebar()
