from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from news.models import Article, Category
from saovang.pagecache.version import content_version


def menu_categories() -> list[Category]:
    return content_version.cached("menu", lambda: list(Category.objects.all()))


def category_links() -> list[tuple[str, str]]:
    """Return name and URL of the categories, for the menu."""
    return [(category.name, category.get_absolute_url()) for category in menu_categories()]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return the active alerts, loaded at most once a page, and only if the template uses them."""
    return {"active_alerts": cache(partial(content_version.cached, "active alerts", Article.objects.active_alerts))}
