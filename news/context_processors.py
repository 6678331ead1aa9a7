from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from news.models import Article, Category
from saovang.content import content


def frame(request: HttpRequest) -> dict[str, Any]:
    """The categories of the menu and the urgent notices, for every page that shows them."""
    return {
        "menu_categories": SimpleLazyObject(lambda: content.kept_lasting("menu", lambda: list(Category.objects.all()))),
        "urgent_articles": SimpleLazyObject(lambda: content.kept("urgent", Article.objects.urgent)),
    }
