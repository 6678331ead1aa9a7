"""Actions of staff on feedback addresses."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from reversion import create_revision

from procedures.models import FeedbackAddress


@create_revision(atomic=True)
def mark_checked(feedback_addresses: Iterable[FeedbackAddress], checked_by: str) -> list[FeedbackAddress]:
    """Record that the addresses were tried today and are correct. Return those that are invalid and were not saved."""
    rejected = []
    for feedback_address in feedback_addresses:
        feedback_address.checked_on = timezone.localdate()
        feedback_address.checked_by = checked_by[:150]
        try:
            feedback_address.full_clean()
        except ValidationError:
            rejected.append(feedback_address)
        else:
            feedback_address.save()
    return rejected
