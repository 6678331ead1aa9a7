"""Rows of photos in the text of an article, and the summary of that text.

A row is stored in the HTML as `<figure data-photos="3 4"></figure>`, with the ids of one to three photos of the
article. It moves with the text around it like a paragraph. Its markup is rendered with the page, so it can change
without a change of the article.
"""

import re
from collections.abc import Iterable
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from saovang.core.templatetags.cached_include import cached_include

# Each run of empty paragraphs is looked at once: without the lookbehind, the time grows with the square of its length.
TRAILING_BLANKS = re.compile(r"(?<!<p></p>)(?:<p></p>)+\Z")
ROW = re.compile(r'<figure data-photos="(\d{1,18}(?: \d{1,18}){0,2})"></figure>')


def photo_row_html(photo_ids: Iterable[int]) -> str:
    """Return the HTML that stores a row of photos."""
    return f'<figure data-photos="{" ".join(map(str, photo_ids))}"></figure>'


def inline_photo_ids(body: str) -> list[int]:
    """Return the ids of all photos in rows of `body`, in reading order."""
    return [int(photo_id) for row in ROW.findall(body) for photo_id in row.split()]


def summarize(body: str, max_length: int = 300) -> str:
    """Return the text of the first paragraph of `body` that is not empty, cut between words."""
    for part in body.split("<p>")[1:]:
        paragraph = part.partition("</p>")[0]
        text = " ".join(unescape(strip_tags(re.sub(r"<br\s*/?>", " ", paragraph))).split())
        if text:
            return text if len(text) <= max_length else _truncate(text, max_length)
    return ""


def _truncate(text: str, max_length: int) -> str:
    return (text[:max_length].rpartition(" ")[0] or text[: max_length - 1]).rstrip(" ,;:–-") + "…"


def render_body(body: str, photos: Iterable) -> SafeString:
    """Render `body`, sanitized as stored, with rows of `photos`. Other ids in its rows are ignored."""
    photos_by_id = {photo.pk: photo for photo in photos}
    rendered_rows = 0

    def render_row(match: re.Match) -> str:
        nonlocal rendered_rows
        row = [photos_by_id[photo_id] for photo_id in map(int, match[1].split()) if photo_id in photos_by_id]
        if not row:
            return ""
        rendered_rows += 1
        return cached_include("components/photo_row.html", photos=row, first=rendered_rows == 1)

    body = TRAILING_BLANKS.sub("", body)  # the editor adds an empty paragraph after a row, to type in
    return mark_safe(ROW.sub(render_row, body))  # noqa: S308 – the field sanitizes on every save
