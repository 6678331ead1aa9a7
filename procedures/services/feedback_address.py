"""Actions of staff on feedback addresses, and on other records that are checked regularly."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from reversion import create_revision


@create_revision(atomic=True)
def mark_checked(records: Iterable[Any], checked_by: str) -> list[Any]:
    """Record that these were tried today and are correct. Return those that are invalid and were not saved."""
    rejected = []
    for checked in records:
        checked.checked_on = timezone.localdate()
        checked.checked_by = checked_by[:150]
        try:
            checked.full_clean()
        except ValidationError:
            rejected.append(checked)
        else:
            checked.save()
    return rejected
