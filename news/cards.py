"""What pages show of articles other than their own, as plain values: quick to fetch, and safe to keep."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse


class Picture(NamedTuple):
    """A photo as a page shows it: the name of its file, its size in pixels, and what stands for it unseen."""

    name: str
    width: int
    height: int
    alternative: str


class Teaser(NamedTuple):
    key: int
    title: str
    slug: str
    summary: str
    published_at: datetime
    cover: Picture | None

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.slug])


# In the order of the fields above; the last ones make the cover.
COLUMNS = ("pk", "title", "slug", "summary", "published_at")
COVER_COLUMNS = ("cover__image", "cover__width", "cover__height", "cover__alt_text", "cover__decorative")


def teaser_of(row: tuple) -> Teaser:
    """Of a row of COLUMNS and COVER_COLUMNS."""
    key, title, slug, summary, published_at, image, width, height, alt_text, decorative = row
    cover = Picture(image, width, height, "" if decorative else alt_text) if image else None
    return Teaser(key, title, slug, summary, published_at, cover)
