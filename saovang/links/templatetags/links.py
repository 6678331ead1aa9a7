"""Links that staff wrote: they are links only if their domain is trusted. What links to an object."""

from typing import Any

from django import template
from django.db.models import Model
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from saovang.links import services
from saovang.links.usage import Places, find_places, targets_of

register = template.Library()
register.filter(services.open_url)


@register.filter
def close_links(html: str) -> SafeString:
    """Render sanitized HTML without the links to domains that are not trusted."""
    return mark_safe(services.close_links(html))  # noqa: S308 – sanitized


@register.simple_tag(takes_context=True)
def places_linking_to(context: Context, objects: Any) -> Places:
    """Return which other texts link to an object, or to one of several, for the user of the request."""
    rows = [objects] if isinstance(objects, Model) else list(objects)
    return find_places(context["request"], targets_of(*rows), *rows)
