from collections.abc import Hashable, Iterable

from django.db import models
from django.db.models import F, Q, Subquery

Version = tuple[int, *tuple[Hashable, ...]]  # the number of changes, and values that change by time


class ContentVersionQuerySet(models.QuerySet["ContentVersion"]):
    def bump(self, **signal: object) -> None:
        """Increment the version. Cached pages of older versions are invalid once this transaction commits.

        Also a receiver of post_save and post_delete, whose arguments do not matter.
        """
        if not self.filter(id=1).update(number=F("number") + 1):
            self.bulk_create([self.model(number=1)], ignore_conflicts=True)

    def current(self, time_based: Iterable[models.QuerySet] = ()) -> Version:
        """Return the number and the value of each single-value queryset in `time_based`, read in one query."""
        values = [Subquery(queryset) for queryset in time_based]
        return self.filter(id=1).values_list("number", *values).first() or (0,)


class ContentVersion(models.Model):
    """The number of content changes so far. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)

    objects = ContentVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="content_version_single_row")]

    def __str__(self) -> str:
        return str(self.number)
