from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from saovang.core.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return the drawing of an icon as inline SVG, hidden from screen readers; nothing for an unknown name."""
    return mark_safe(render_to_string(f"icons/{name}.svg")) if name in ICONS else SafeString()  # noqa: S308
