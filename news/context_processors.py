from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from news.models import Article, Category
from saovang.pagecache.version import content_version


def menu_categories() -> list[Category]:
    return content_version.cached("menu", lambda: list(Category.objects.all()))


def frame(request: HttpRequest) -> dict[str, Any]:
    """The categories of the menu and the urgent notices, for every page that shows them.

    They are asked for where a template names them, once a page, so that none shows two states of one thing.
    """
    return {
        "menu_categories": cache(menu_categories),
        "urgent_articles": cache(partial(content_version.cached, "urgent", Article.objects.urgent)),
    }
