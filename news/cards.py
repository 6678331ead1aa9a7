"""What lists and other pages show of an article, as plain values: quick to read, and safe to cache."""

from datetime import datetime
from typing import NamedTuple

from django.urls import reverse


class CardImage(NamedTuple):
    """A photo: its file name in storage, its size in pixels and its alternative text."""

    name: str
    width: int
    height: int
    alt: str


class ArticleCard(NamedTuple):
    """An article in a list, with its cover if it has one."""

    pk: int
    title: str
    slug: str
    summary: str
    published_at: datetime
    cover: CardImage | None

    def get_absolute_url(self) -> str:
        return reverse("news:article", args=[self.slug])


# The columns of a row for `card_from_row`: first the fields of the card, then those of its cover.
COLUMNS = ("pk", "title", "slug", "summary", "published_at")
COVER_COLUMNS = ("cover__image", "cover__width", "cover__height", "cover__alt_text", "cover__decorative")


def card_from_row(row: tuple) -> ArticleCard:
    """Return the card of a row with COLUMNS and COVER_COLUMNS."""
    pk, title, slug, summary, published_at, image, width, height, alt_text, decorative = row
    cover = CardImage(image, width, height, "" if decorative else alt_text) if image else None
    return ArticleCard(pk, title, slug, summary, published_at, cover)
