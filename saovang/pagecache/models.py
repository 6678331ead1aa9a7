from collections.abc import Hashable, Iterable

from django.db import models
from django.db.models import F, Q, Subquery

# The number of changes, the number of the last removal, and values that change by time.
Version = tuple[int, int, *tuple[Hashable, ...]]


class ContentVersionQuerySet(models.QuerySet["ContentVersion"]):
    def bump(self, is_removal: bool = True) -> None:
        """Increment the version. Cached pages of older versions are invalid once this transaction commits.

        Unless the change is a removal, they may still be served for a minute if the database fails.
        """
        fields = {"number": F("number") + 1} | ({"last_removal": F("number") + 1} if is_removal else {})
        if not self.filter(id=1).update(**fields):
            self.bulk_create([self.model(number=1, last_removal=1)], ignore_conflicts=True)

    def current(self, time_based: Iterable[models.QuerySet] = ()) -> Version:
        """Return the number and the value of each single-value queryset in `time_based`, read in one query."""
        values = [Subquery(queryset) for queryset in time_based]
        return self.filter(id=1).values_list("number", "last_removal", *values).first() or (0, 0)


class ContentVersion(models.Model):
    """The number of content changes so far, and at which of them something last ceased to be public. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    last_removal = models.PositiveBigIntegerField(default=0)

    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="content_version_single_row")]

    def __str__(self) -> str:
        return str(self.number)
