"""Contact details of the commune, for the header and the footer of every page."""

from functools import cache
from typing import Any

from django.http import HttpRequest

from procedures.models import ContactDetails, FeedbackAddress
from saovang.pagecache.version import content_version


def get_contact() -> ContactDetails | None:
    return content_version.cached("contact", ContactDetails.objects.first)


def get_feedback_address() -> FeedbackAddress | None:
    return content_version.cached("feedback_address", FeedbackAddress.objects.primary)


def get_place_texts() -> list[str]:
    """Return the texts of the contact details and of the primary feedback address that name places."""
    contact, feedback_address = get_contact(), get_feedback_address()
    texts = [contact.place, contact.region, contact.address] if contact else []
    return [*texts, feedback_address.address] if feedback_address else texts


def get_telephones() -> list[str]:
    """Return the telephone numbers of the office and of the feedback addresses."""
    contact = get_contact()
    numbers = content_version.cached(
        "feedback_telephones", lambda: list(FeedbackAddress.objects.values_list("telephone", flat=True))
    )
    return [*numbers, contact.telephone] if contact else numbers


def contact_card() -> dict[str, Any]:
    """Return the context of the block of the sidebar that says where to complain."""
    return {"feedback_address": get_feedback_address()}


def contact(request: HttpRequest) -> dict[str, Any]:
    """Return the contact details and the primary feedback address, each loaded once a request, when it is used."""
    return {"contact": cache(get_contact), "feedback_address": cache(get_feedback_address)}
