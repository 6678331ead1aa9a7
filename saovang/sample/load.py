"""Fills an empty portal with the sample: articles with drawn photos, and what pages.py and procedures.py hold."""

import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import transaction
from django.utils.timezone import make_aware

from news.models import Article, BoundaryChange, Category, Photo
from news.photo_rows import ROW, photo_row
from news.services.photos import attach_photos, store_clean
from news.services.publishing import publish
from saovang.pages.models import ServiceLink
from saovang.sample.pages import create_pages
from saovang.sample.pictures import draw
from saovang.sample.procedures import create_procedures
from saovang.visits.models import LegacyVisitTotal

ARTICLES = Path(__file__).with_name("articles.toml")


def load_sample() -> None:
    """Draw, store and save everything; in one transaction, so that a half sample never shows."""
    sample = tomllib.loads(ARTICLES.read_text(encoding="utf-8"))
    with ThreadPoolExecutor() as pool:  # before the transaction: drawing takes seconds
        drawn = pool.map(_draw, [photo for article in sample["article"] for photo in article.get("photo", [])])
        photos = list(drawn)
    with transaction.atomic():
        for order, fields in enumerate(sample["category"], start=1):
            Category.objects.create(order=order, **fields)
        remaining = iter(photos)
        for fields in sample["article"]:
            _create_article(fields, [next(remaining) for _ in fields.pop("photo", [])])
        for order, fields in enumerate(sample["service_link"], start=1):
            ServiceLink.objects.create(order=order, **fields)
        BoundaryChange.objects.create(**sample["boundary_change"])
        create_procedures()
        create_pages()
        LegacyVisitTotal.objects.create(total=141_789, note="Trang cũ, mục “Tất cả”")


def _draw(fields: dict) -> Photo:
    picture = draw(fields["scene"], (fields["width"], fields["height"]), fields["seed"])
    return store_clean(picture, caption=fields["caption"], alt_text=fields["alt"])


def _create_article(fields: dict, photos: list[Photo]) -> None:
    published = make_aware(fields.pop("published"))
    category = Category.objects.get(slug=fields.pop("category"))
    body = fields.pop("body")
    article = Article.objects.create(category=category, **fields)
    attach_photos(article, photos)

    def with_keys(row: re.Match) -> str:
        """The sample numbers an article's photos from one; the portal knows them by key."""
        return photo_row(photos[int(number) - 1].pk for number in row[1].split())

    article.body = ROW.sub(with_keys, body)
    article.save()
    publish(article, at=published)
