"""Links to flat pages, for the menu and the footer of every page."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from saovang.pagecache.version import content_version
from saovang.pages.models import Page


def pages(request: HttpRequest) -> dict[str, Any]:
    """Return the pages of the menu and of the footer. Each list is loaded once a request, when a template uses it."""
    return {
        "menu_pages": cache(partial(_get_pages, Page.Position.MENU)),
        "footer_pages": cache(partial(_get_pages, Page.Position.FOOTER)),
    }


def _get_pages(position: str) -> list[Page]:
    pages = content_version.cached("pages", lambda: list(Page.objects.defer("body")))
    return [page for page in pages if page.position == position]
