"""Fill an empty portal with sample content: the TOML files and pictures in this folder."""

import re
import tomllib
from datetime import time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.timezone import make_aware
from reversion import create_revision, set_comment

from news.models import Article, BoundaryChange, Category, Photo
from news.services.photos import attach_photos
from news.services.publishing import publish
from procedures.models import ContactDetails, FeedbackAddress, LifeEvent, Procedure
from procedures.services.guide import add_missing_entries
from procedures.services.life_events import add_first_life_events
from saovang.core.limits import COMMAND_TIMEOUT
from saovang.directory.models import Body, Directions, Person
from saovang.links.services import shipped_content
from saovang.media.photo_rows import ROW, photo_row_html
from saovang.opening_hours.models import WeeklySession
from saovang.pages.models import Page, PagePhoto, ServiceLink
from saovang.search.models import PlaceName
from saovang.uploads.services import PhotoT, attach, store_photo
from saovang.visits.models import LegacyVisitTotal

DIRECTORY = Path(__file__).parent
# What the law and decisions of the province settle, and a sample must not.
UNSPECIFIED = {
    "processing_time": "theo quyết định công bố",
    "fee": "theo quyết định công bố",
    "legal_basis": "Xã ghi theo quyết định công bố đang có hiệu lực",
}


@shipped_content()
def load_sample() -> None:
    """Create all sample content in one transaction, so that visitors never see half of it."""
    data = _read("articles.toml")
    # Before the transaction: encoding all widths takes seconds.
    photos = [_store_photo(Photo, photo) for article in data["article"] for photo in article.get("photo", [])]
    remaining_photos = iter(photos)
    page_photos = {fields["page"]: _store_photo(PagePhoto, fields) for fields in data["page_photo"]}
    with transaction.atomic():
        for order, fields in enumerate(data["category"], start=1):
            Category.objects.create(order=order, **fields)
        for fields in data["article"]:
            _create_article(fields, [next(remaining_photos) for _ in fields.pop("photo", [])])
        for order, fields in enumerate(data["service_link"], start=1):
            ServiceLink.objects.create(order=order, **fields)
        BoundaryChange.objects.create(**data["boundary_change"])
        create_procedures()
        create_opening_hours()
        create_pages()
        for slug, photo in page_photos.items():
            attach(Page.objects.get(slug=slug), [photo])
        create_directory()
        LegacyVisitTotal.objects.create(**data["legacy_visit_total"])


@create_revision(atomic=True)
def create_procedures() -> None:
    """Create the contact details, feedback addresses and procedures, each with its first version."""
    set_comment("Dữ liệu mẫu.")
    data = _read("procedures.toml")
    ContactDetails.objects.create(**data["contact_details"])
    add_missing_entries()
    add_first_life_events()
    for fields in data["feedback_address"]:
        FeedbackAddress.objects.create(**fields)
    for fields in data["procedure"]:
        Procedure.objects.create(is_sample=True, **UNSPECIFIED, **fields)
    for slug, codes in data["life_event_procedures"].items():
        life_event = LifeEvent.objects.get(slug=slug)
        for order, code in enumerate(codes, start=1):
            life_event.items.create(procedure=Procedure.objects.get(code=code), order=order)


def create_opening_hours() -> None:
    """Create the usual hours of an office: Monday to Friday, morning and afternoon."""
    for weekday in range(5):
        for opens_at, closes_at in [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]:
            WeeklySession.objects.create(weekday=weekday, opens_at=opens_at, closes_at=closes_at)


def create_pages() -> None:
    """Create the flat pages, and the former place names that search knows."""
    data = _read("pages.toml")
    for order, fields in enumerate(data["page"], start=1):
        Page.objects.create(order=order, **fields)
    for fields in data["place_name"]:
        PlaceName.objects.create(**fields)


@create_revision(atomic=True)
def create_directory() -> None:
    """Create the bodies of the commune and the positions in them, each with its first version."""
    set_comment("Dữ liệu mẫu.")
    data = _read("directory.toml")
    Directions.objects.create(**data["directions"])
    for order, fields in enumerate(data["body"], start=1):
        people = fields.pop("people")
        body = Body.objects.create(order=order, **fields)
        for position, person in enumerate(people, start=1):
            Person.objects.create(body=body, order=position, **person)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DIRECTORY / name).read_text(encoding="utf-8"))


def _store_photo(model: type[PhotoT], fields: dict[str, str]) -> PhotoT:
    photo = model(caption=fields["caption"], alt_text=fields["alt_text"])
    with (DIRECTORY / "photos" / fields["file"]).open("rb") as file:
        return store_photo(photo, file, timeout=COMMAND_TIMEOUT)


def _create_article(fields: dict[str, Any], photos: list[Photo]) -> None:
    published = make_aware(fields.pop("published"))
    category = Category.objects.get(slug=fields.pop("category"))
    body = fields.pop("body")
    article = Article.objects.create(category=category, **fields)
    attach_photos(article, photos)

    def use_primary_keys(row: re.Match[str]) -> str:
        """Replace the numbers of the TOML file (an article's photos, from 1) by primary keys."""
        return photo_row_html(photos[int(number) - 1].pk for number in row[1].split())

    article.body = ROW.sub(use_primary_keys, body)
    article.save()
    publish(article, at=published)
