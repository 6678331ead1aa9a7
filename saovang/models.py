from collections.abc import Hashable, Iterable

from django.db import models
from django.db.models import F, Q, Subquery


class GenerationQuerySet(models.QuerySet["Generation"]):
    def move_on(self, lasting: bool = False) -> None:
        """From the end of this transaction on, every page kept anywhere is of an older generation.

        `lasting` where it was content of the lasting kind that changed.
        """
        ahead = {"number": F("number") + 1} | ({"lasting": F("number") + 1} if lasting else {})
        if not self.filter(id=1).update(**ahead):
            self.bulk_create([self.model(number=1, lasting=1)], ignore_conflicts=True)

    def with_clock(self, clock: Iterable[models.QuerySet]) -> tuple[Hashable, ...]:
        """Both numbers and the value of each of `clock`, querysets of one value, all asked for at once."""
        values = (Subquery(value) for value in clock)
        return self.filter(id=1).values_list("number", "lasting", *values).first() or (0, 0)

    def number(self) -> int:
        return self.filter(id=1).values_list("number", flat=True).first() or 0


class Generation(models.Model):
    """How often content has changed. One row; kept pages are compared with it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    number = models.PositiveBigIntegerField(default=0)
    # The number at the last change of what is read again only then: menu, contact details, links.
    lasting = models.PositiveBigIntegerField(default=0, db_default=0)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="generation_only_one")]

    def __str__(self) -> str:
        return str(self.number)
