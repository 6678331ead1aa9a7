from datetime import datetime

from django.db import models

from procedures.models import FormFile
from saovang.media.visibility import FileSource


class FormFileSource(FileSource):
    """Forms to download, which are public like their procedures."""

    model = FormFile

    def public_rows(self, at: datetime) -> models.QuerySet:
        return FormFile.objects.all()
