from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import reversion
from django.db import models

from saovang.accounts.models import User
from saovang.media.visibility import FileSource
from saovang.pages.models import HeaderImage, Page, PageFile, PagePhoto
from saovang.uploads.services import FileKind


class HeaderImageSource(FileSource):
    """The picture of the header, which is on every page."""

    model = HeaderImage
    field = "picture"

    def public_rows(self, at: datetime) -> models.QuerySet:
        return HeaderImage.objects.exclude(picture="")


class PageFileSource(FileSource):
    """Files of pages, which are public like their pages."""

    model = PageFile

    def public_rows(self, at: datetime) -> models.QuerySet:
        return PageFile.objects.all()


class PagePhotoSource(FileSource):
    """Photos of pages, which are public like their pages."""

    model = PagePhoto
    field = "image"

    def public_rows(self, at: datetime) -> models.QuerySet:
        return PagePhoto.objects.all()


@contextmanager
def versioned(user: User, page: Page, comment: str) -> Iterator[None]:
    """Store a version of the page, with its photos and files, as it is after the block."""
    with reversion.create_revision():
        yield
        reversion.set_user(user)
        reversion.set_comment(comment)
        reversion.add_to_revision(page)


PHOTOS = FileKind(
    PagePhoto,
    "Trang",
    find_usable=lambda user: PagePhoto.objects.all(),
    searched=("alt_text", "caption", "page__title"),
    versioned=versioned,
)
