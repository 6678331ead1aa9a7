"""Components of pages that are rendered once for the same values.

Of a page that is made anew most is as it was: the frame, the cards. Kept under their values, they need no
telling when content changes: other values make another text.
"""

from collections.abc import Hashable
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def component(name: str, **values: Any) -> SafeString:
    """As `{% include "components/NAME.html" with … only %}`, rendered once for the same values.

    What it shows may come from these alone: not from the clock, not from the database. A value is plain
    (a text, a number, a time, a tuple of such), a list of plain ones, or a row of a table without what
    it refers to.
    """
    given = Given(values)
    return _render(name, given) if settings.DEBUG else _kept(name, given)


class Given:
    """The values that a component is given, equal to others that make the same text."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.plain = tuple((name, _plain(value)) for name, value in values.items())

    def __hash__(self) -> int:
        return hash(self.plain)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given) and self.plain == other.plain


def _plain(value: Any) -> Hashable:
    if isinstance(value, Model):
        model, deferred = value.__class__, value.get_deferred_fields()
        return model, *((name, getattr(value, name)) for name in _columns(model) if name not in deferred)
    return tuple(map(_plain, value)) if isinstance(value, list) else (value.__class__, value)


@cache
def _columns(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _render(name: str, given: Given) -> SafeString:
    return render_to_string(f"components/{name}.html", given.values)


_kept = lru_cache(maxsize=4096)(_render)
