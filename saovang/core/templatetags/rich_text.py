import re
from itertools import count

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def scrollable_tables(html: str) -> SafeString:
    """Wrap each table of sanitized HTML in a region that scrolls, also by keyboard."""
    numbers = count(1)

    def wrap(match: re.Match[str]) -> str:
        return f'<section class="table-scroll" role="region" aria-label="Bảng {next(numbers)}" tabindex="0">{match[0]}'

    html = re.sub(r"<table\b", wrap, html).replace("</table>", "</table></section>")
    return mark_safe(html)  # noqa: S308 – sanitized
