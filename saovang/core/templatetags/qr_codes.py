from django import template
from django.utils.safestring import SafeString, mark_safe

from saovang.core.qr_codes import render_qr_code

register = template.Library()


@register.filter
def qr_code_svg(url: str) -> SafeString:
    """Render the QR code of a URL as an SVG element, which needs no request of its own when the page is printed."""
    svg = render_qr_code(url, "svg", xmldecl=False, svgns=False).decode()
    sized = svg.replace("<svg", '<svg width="120" height="120"', 1)  # without a style sheet it would fill the page
    return mark_safe(sized)  # noqa: S308 – modules only; the URL is not part of it as text
