"""What machines read of a page: absolute addresses and JSON-LD."""

import json

from django import template
from django.template import RequestContext
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
# As Django's json_script: nothing in the data can end the element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """A data block for search engines. No script runs in it, so it needs no nonce."""
    text = json.dumps({"@context": "https://schema.org"} | data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 – escaped above


@register.simple_tag(takes_context=True)
def site_address(context: RequestContext) -> str:
    """Scheme and host under which this page was asked for, to say addresses to others."""
    return context.request.build_absolute_uri("/").rstrip("/")


@register.filter
def absolute(address: str, site: str) -> str:
    """`address` with scheme and host; one that has them, as a file in an object store, stays."""
    return f"{site}{iri_to_uri(address)}" if address.startswith("/") else address


@register.simple_tag
def breadcrumb_list(site: str, *names_and_addresses: str) -> SafeString:
    """The way to a page, from name to address, again and again, in their order."""
    steps = zip(names_and_addresses[::2], names_and_addresses[1::2], strict=True)
    items = [
        {"@type": "ListItem", "position": position, "name": str(name), "item": absolute(address, site)}
        for position, (name, address) in enumerate(steps, start=1)
    ]
    return json_ld({"@type": "BreadcrumbList", "itemListElement": items})
