"""Filters for links that staff wrote: they are links only if their domain is trusted."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from saovang.links import services

register = template.Library()
register.filter(services.open_url)


@register.filter
def close_links(html: str) -> SafeString:
    """Render sanitized HTML without the links to domains that are not trusted."""
    return mark_safe(services.close_links(html))  # noqa: S308 – sanitized
