"""A fragment cache: includes a template that is rendered once for the same arguments.

Most of a page that is rendered after a change is as it was before: header, footer, cards. The arguments are the cache
key, so nothing needs to be invalidated.
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
def cached_include(template_name: str, **arguments: Any) -> SafeString:
    """Render a template as `{% include template_name with … only %}` does, once for the same arguments.

    The template must depend on its arguments alone, not on the time or the database. An argument is a hashable value,
    a list or tuple of such, or a model instance, whose relations must not be used.
    """
    args = ComponentArgs(arguments)
    return _render(template_name, args) if settings.DEBUG else _render_cached(template_name, args)


class ComponentArgs:
    """The arguments of a template. Equal if they render the same."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self._frozen = tuple((name, _freeze(value)) for name, value in values.items())

    def __hash__(self) -> int:
        return hash(self._frozen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ComponentArgs) and self._frozen == other._frozen


def _freeze(value: Any) -> Hashable:
    if isinstance(value, Model):
        model, deferred = value.__class__, value.get_deferred_fields()
        return model, *((name, getattr(value, name)) for name in _column_names(model) if name not in deferred)
    return tuple(map(_freeze, value)) if isinstance(value, list | tuple) else (value.__class__, value)


@cache
def _column_names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _render(template_name: str, args: ComponentArgs) -> SafeString:
    return render_to_string(template_name, args.values)


_render_cached = lru_cache(maxsize=4096)(_render)
