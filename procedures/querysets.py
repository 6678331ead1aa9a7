"""Questions that the pages, the desk and the commands ask of the notice and of the catalogue."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils import timezone

from saovang.core.text import fold, slugify, words

if TYPE_CHECKING:
    from procedures.models import FeedbackAddress, Matter, Procedure  # noqa: F401 – names in brackets


class FeedbackAddressQuerySet(models.QuerySet["FeedbackAddress"]):
    def receiving(self, kind: str) -> Self:
        """Those that take a matter of this kind (see `Kind`), the commune's own first."""
        return self.filter(**{f"takes_{kind}": True})

    def for_card(self) -> "FeedbackAddress | None":
        """The one whose number stands on every page, or None."""
        return self.receiving("feedback").first()

    def overdue(self) -> Self:
        """Not checked for more than FEEDBACK_ADDRESS_CHECK_DAYS days, or never; the longest unchecked first."""
        limit = timezone.localdate() - timedelta(days=settings.FEEDBACK_ADDRESS_CHECK_DAYS)
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=limit)).order_by(
            F("checked_on").asc(nulls_first=True), "pk"
        )


class MatterQuerySet(models.QuerySet["Matter"]):
    def to_compare(self) -> Self:
        """Never compared with the law in force, or with something noted that is still to be looked up."""
        return self.filter(Q(checked_on__isnull=True) | ~Q(to_check="")).order_by("pk")


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def for_lists(self) -> Self:
        """With what a list shows of a procedure."""
        return self.only("code", "name", "field", "is_sample")

    def search(self, query: str) -> Self:
        """Holding every word of `query`, accents aside; those with all of them in the name first."""
        wanted = words(query)
        if not wanted:
            return self.none()
        anywhere, in_name = Q(), Q()
        for word in wanted:
            anywhere &= Q(folded_text__contains=f" {word} ")
            in_name &= Q(folded_name__contains=f" {word} ")
        rank = Case(When(in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(anywhere).order_by(rank, "folded_name", "pk")


class Field(NamedTuple):
    """A field of the catalogue: how it is written, its place on the page, its procedures."""

    name: str
    slug: str
    procedures: "list[Procedure]"


def by_field(procedures: "Iterable[Procedure]") -> list[Field]:
    """`procedures` by their field, fields and names in the order of the Latin alphabet, accents aside.

    "Hộ tịch" and "HỘ TỊCH" are one field.
    """
    in_order = sorted(procedures, key=lambda procedure: (slugify(procedure.field), fold(procedure.name)))
    groups = [(slug, list(group)) for slug, group in groupby(in_order, key=lambda procedure: slugify(procedure.field))]
    return [Field(group[0].field, slug, group) for slug, group in groups]
