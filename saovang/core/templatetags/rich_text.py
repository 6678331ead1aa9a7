import re
from itertools import count

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from saovang.core import blocks, typography

register = template.Library()


@register.filter
def join_phrases(text: str) -> SafeString:
    """Render text or sanitized HTML so that no line break tears apart "17 giờ" or "QĐ-UBND"."""
    return mark_safe(typography.join_phrases(conditional_escape(text)))  # noqa: S308 – escaped


@register.filter
def render_blocks(html: str) -> SafeString:
    """Render the blocks of sanitized HTML. Each table stands in a region that scrolls, also by keyboard."""
    numbers = count(1)

    def wrap(match: re.Match[str]) -> str:
        return f'<div class="table-scroll" role="region" aria-label="Bảng {next(numbers)}" tabindex="0">{match[0]}'

    html = re.sub(r"<table\b", wrap, blocks.render_blocks(html)).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308 – sanitized


@register.filter
def unfold(html: str) -> SafeString:
    """Open the folded parts of rendered rich text, for paper."""
    return mark_safe(html.replace("<details>", "<details open>"))  # noqa: S308 – sanitized
