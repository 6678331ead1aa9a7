"""The photos of an article or a page beside its text: rows within it and the gallery.

A row is stored in the HTML as `<figure data-photos="3 4"></figure>`, with the ids of one to three photos of the
same object. It moves with the text around it like a paragraph. Its markup is rendered with the page, so it can change
without a change of the text.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from saovang.core.templatetags.cached_include import cached_include

# Each run of empty paragraphs is looked at once: without the lookbehind, the time grows with the square of its length.
TRAILING_BLANKS = re.compile(r"(?<!<p></p>)(?:<p></p>)+\Z")
MAX_WIDTH, MAX_HEIGHT = 50, 40  # of a row on a wide screen, in rem
ROW = re.compile(r'<figure data-photos="(\d{1,18}(?: \d{1,18}){0,2})"></figure>')


def photo_row_html(photo_ids: Iterable[int]) -> str:
    """Return the HTML that stores a row of photos."""
    return f'<figure data-photos="{" ".join(map(str, photo_ids))}"></figure>'


def inline_photo_ids(body: str) -> list[int]:
    """Return the ids of all photos in rows of `body`, in reading order."""
    return [int(photo_id) for row in ROW.findall(body) for photo_id in row.split()]


class PlacedPhoto(NamedTuple):
    """A photo on a public page: its number there, its shape for the stylesheet, and its attribute `sizes`."""

    number: int
    photo: Any
    ratio: str
    sizes: str


def render_body(body: str, photos: Sequence, cover_id: int | None = None) -> SafeString:
    """Render `body`, sanitized as stored, with its rows of `photos`, and the other photos as a gallery below it.

    Without rows, the cover or else the first photo stands above the body. Other ids in rows are ignored. Photos are
    numbered from 1 as they stand on the page.
    """
    photos_by_id = {photo.pk: photo for photo in photos}
    inline_ids = [photo_id for photo_id in inline_photo_ids(body) if photo_id in photos_by_id]
    others = [photo for photo in photos if photo.pk not in inline_ids]
    lead = [] if inline_ids else [photo for photo in others if photo.pk == cover_id] or others[:1]
    total, numbers = len(inline_ids) + len(others), count(1)

    def place(photo: Any, sizes: str) -> PlacedPhoto:
        return PlacedPhoto(next(numbers), photo, f"{_ratio(photo):.2f}", sizes)

    def render_row(row: list) -> str:
        if not row:
            return ""
        row_ratio = sum(map(_ratio, row))
        placed = [place(photo, _row_sizes(_ratio(photo), row_ratio)) for photo in row]
        return cached_include("components/photo_row.html", photos=placed, total=total)

    def replace(match: re.Match) -> str:
        return render_row([photos_by_id[key] for key in map(int, match[1].split()) if key in photos_by_id])

    body = TRAILING_BLANKS.sub("", body)  # the editor adds an empty paragraph after a row, to type in
    html = render_row(lead) + ROW.sub(replace, body)
    if gallery := [place(photo, _gallery_sizes(_ratio(photo))) for photo in others if photo not in lead]:
        html += cached_include("components/gallery.html", photos=gallery, total=total)
    return mark_safe(html)  # noqa: S308 – the field sanitizes on every save


def _ratio(photo: Any) -> float:
    """Return width to height, bounded as static/css/content.css reads it."""
    return min(max(photo.width / photo.height, 0.2), 9.99)


def _row_sizes(ratio: float, row_ratio: float) -> str:
    """Return the widths of a photo in a row, as in content.css: below each other on phones, else in one height.

    Screens with three pixels per CSS pixel get photos for two: the third is invisible and would double the bytes.
    """
    share = ratio / row_ratio
    width = min(MAX_WIDTH * share, max(ratio * MAX_HEIGHT, 24 if share == 1 else 0))
    return (
        "(max-width: 34rem) and (min-resolution: 2.1dppx) 60vw, (max-width: 34rem) calc(100vw - 2rem), "
        f"(max-width: {width / share + 2:.0f}rem) {100 * share:.0f}vw, {width:.0f}rem"
    )


def _gallery_sizes(ratio: float) -> str:
    """Return the widths of a photo in the gallery, whose rows are about as high as this in content.css."""
    return (
        f"(max-width: 34rem) and (min-resolution: 2.1dppx) {min(ratio * 5.5, 13):.0f}rem, "
        f"(max-width: 34rem) {min(ratio * 8.5, 20):.0f}rem, {min(ratio * 14, MAX_WIDTH):.0f}rem"
    )
