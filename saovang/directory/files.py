from datetime import datetime

from django.db import models

from saovang.directory.models import Directions, Person
from saovang.media.visibility import FileSource


class PersonPictureSource(FileSource):
    """Portraits, which are public like the people."""

    model = Person
    field = "picture"

    def public_rows(self, at: datetime) -> models.QuerySet:
        return Person.objects.all()


class DirectionsSource(FileSource):
    """The map of the way to the office."""

    model = Directions
    field = "picture"

    def public_rows(self, at: datetime) -> models.QuerySet:
        return Directions.objects.all()
