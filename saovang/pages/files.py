from datetime import datetime

from django.db import models

from saovang.media.visibility import FileSource
from saovang.pages.models import HeaderImage, PageFile


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
