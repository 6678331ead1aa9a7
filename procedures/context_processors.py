"""Contact details of the commune, for the header and the footer of every page."""

from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from procedures.models import ContactDetails, FeedbackAddress
from saovang.pagecache.version import content_version


def contact_card() -> dict[str, Any]:
    """Return the context of the block of the sidebar that says where to complain."""
    return {"feedback_address": content_version.cached("feedback_address", FeedbackAddress.objects.primary)}


def contact(request: HttpRequest) -> dict[str, Any]:
    """Return the contact details and the primary feedback address, each loaded once a request, when it is used."""
    return {
        "contact": cache(partial(content_version.cached, "contact", ContactDetails.objects.first)),
        "feedback_address": cache(partial(content_version.cached, "feedback_address", FeedbackAddress.objects.primary)),
    }
