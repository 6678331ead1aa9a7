from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from saovang.pagecache.version import content_version
from saovang.pages.models import Page


def pages(request: HttpRequest) -> dict[str, Any]:
    """The pages that the menu and the foot of every page link to."""
    return {f"pages_in_{place}": cache(partial(_pages, place)) for place in Page.Place.values}


def _pages(place: str) -> list[Page]:
    everywhere = content_version.cached("pages", lambda: list(Page.objects.defer("body")))
    return [page for page in everywhere if page.place == place]
