from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from news.models import Article, Category
from saovang.pagecache.version import content_version


def menu_categories() -> list[Category]:
    return content_version.cached("menu", lambda: list(Category.objects.all()))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the categories of the menu and the urgent notices.

    Both are functions that the template calls, at most once a page: a page that shows neither reads neither, and
    no page shows two states of one.
    """
    return {
        "menu_categories": cache(menu_categories),
        "active_alerts": cache(partial(content_version.cached, "urgent", Article.objects.active_alerts)),
    }
