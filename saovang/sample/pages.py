"""The pages that a portal starts with, and the names of places that find each other."""

import tomllib
from pathlib import Path

from saovang.pages.models import Page
from saovang.search.models import PlaceName

PAGES = Path(__file__).with_name("pages.toml")


def create_pages() -> None:
    sample = tomllib.loads(PAGES.read_text(encoding="utf-8"))
    for order, fields in enumerate(sample["page"], start=1):
        Page.objects.create(order=order, **fields)
    for fields in sample["place_name"]:
        PlaceName.objects.create(**fields)
