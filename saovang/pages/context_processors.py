"""The menu, and links to flat pages for the footer of every page."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from saovang.core.menu import MenuLink, menu
from saovang.pagecache.version import content_version
from saovang.pages.models import HeaderImage, Page


def pages(request: HttpRequest) -> dict[str, Any]:
    """Return the menu, the link of it above this page, the pages of the footer and the picture of the header.

    Each is loaded when it is used.
    """
    links = cache(partial(menu.links, request.path))

    def branch() -> MenuLink | None:
        return next((link for link in links() if link.current == "true"), None)

    return {
        "menu": links,
        "menu_branch": branch,
        "footer_pages": partial(load_pages, Page.Position.FOOTER),
        "header_image": cache(partial(content_version.cached, "header image", HeaderImage.objects.first)),
    }


def load_pages(position: str) -> list[Page]:
    """Return the pages with a link at this position, without their texts. All are loaded in one query."""
    return content_version.cached("pages", _load_by_position)[position]


def _load_by_position() -> dict[str, list[Page]]:
    pages = list(Page.objects.defer("body"))
    return {position: [page for page in pages if page.position == position] for position in Page.Position.values}
