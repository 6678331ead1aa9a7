"""Links to flat pages, for the menu and the footer of every page."""

from typing import Any

from django.http import HttpRequest

from saovang.pagecache.version import content_version
from saovang.pages.models import Page


def pages(request: HttpRequest) -> dict[str, Any]:
    """Return the pages of the menu and of the footer. A template that uses neither loads none."""
    return {
        "menu_pages": lambda: content_version.cached("pages", _load_pages)[Page.Position.MENU],
        "footer_pages": lambda: content_version.cached("pages", _load_pages)[Page.Position.FOOTER],
    }


def _load_pages() -> dict[str, list[Page]]:
    """Return the pages by position, in one query."""
    pages = list(Page.objects.defer("body"))
    return {position: [page for page in pages if page.position == position] for position in Page.Position.values}
