from django.utils.functional import SimpleLazyObject

from procedures.models import ContactDetails, FeedbackAddress


def contact(request) -> dict:
    """The commune's details and the first feedback address, for the frame of every page."""
    return {
        "contact": SimpleLazyObject(ContactDetails.objects.first),
        "feedback_address": SimpleLazyObject(FeedbackAddress.objects.for_card),
    }
