"""What staff do with a notice that is still true."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone

from procedures.models import FeedbackAddress


def mark_checked(addresses: Iterable[FeedbackAddress], by: str) -> list[FeedbackAddress]:
    """Note that these were tried today and found right; gives those that this cannot be said of."""
    refused = []
    for address in addresses:
        address.checked_on, address.checked_by = timezone.localdate(), by[:150]
        try:
            address.full_clean()
        except ValidationError:
            refused.append(address)
        else:
            address.save()
    return refused
