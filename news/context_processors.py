from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from news.models import Article, Category
from saovang.pagecache.version import content_version


def menu_categories() -> list[Category]:
    return content_version.cached("menu", lambda: list(Category.objects.all()))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the categories of the menu and the active alerts.

    Each is loaded at most once a page, and only if the template uses it.
    """
    return {
        "menu_categories": cache(menu_categories),
        "active_alerts": cache(partial(content_version.cached, "active alerts", Article.objects.active_alerts)),
    }
