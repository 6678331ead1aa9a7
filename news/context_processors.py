from django.utils.functional import SimpleLazyObject

from news.models import Category


def menu(request) -> dict:
    """The categories, for the menu of every page; asked for once and only by a page that shows them."""
    return {"menu_categories": SimpleLazyObject(lambda: list(Category.objects.all()))}
