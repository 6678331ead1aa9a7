"""Rows of photos in an article's text.

A row stands in the stored HTML as `<figure data-photos="3 4"></figure>`: the keys of one to three of the
article's photos. It is an element of the text like a paragraph, so it moves with the text around it, and
the page's markup for it is made when the page is, so it can change without touching an article.
"""

import re
from collections.abc import Iterable
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from saovang.core.templatetags.cached_include import cached_include

BLANK_END = re.compile(r"(?:<p></p>)+\Z")
ROW = re.compile(r'<figure data-photos="(\d{1,18}(?: \d{1,18}){0,2})"></figure>')


def photo_row(keys: Iterable[int]) -> str:
    """The element that stands for a row of the photos with these keys."""
    return f'<figure data-photos="{" ".join(map(str, keys))}"></figure>'


def placed_photos(body: str) -> list[int]:
    """The keys of all photos that rows in `body` name, in reading order."""
    return [int(key) for row in ROW.findall(body) for key in row.split()]


def summary_of(body: str, length: int = 300) -> str:
    """The words of the first paragraph of `body` that has any, cut between words behind at most `length`."""
    for paragraph in re.findall(r"<p>(.*?)</p>", body, re.DOTALL):
        text = " ".join(unescape(strip_tags(re.sub(r"<br\s*/?>", " ", paragraph))).split())
        if text:
            return text if len(text) <= length else _cut(text, length)
    return ""


def _cut(text: str, length: int) -> str:
    return (text[:length].rpartition(" ")[0] or text[: length - 1]).rstrip(" ,;:–-") + "…"


def render_body(body: str, photos: Iterable) -> SafeString:
    """`body`, clean as stored, with its rows of `photos` filled in; keys of no such photo are passed over."""
    own = {photo.pk: photo for photo in photos}
    rows = 0

    def render_row(match: re.Match) -> str:
        nonlocal rows
        row = [own[key] for key in map(int, match[1].split()) if key in own]
        if not row:
            return ""
        rows += 1
        return cached_include("components/photo_row.html", photos=row, first=rows == 1)

    body = BLANK_END.sub("", body)  # the editor's room to write on behind a row
    return mark_safe(ROW.sub(render_row, body))  # noqa: S308 – the field stores nothing that is not clean
