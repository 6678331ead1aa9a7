from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from procedures.models import ContactDetails, FeedbackAddress
from saovang.content import content


def contact(request: HttpRequest) -> dict[str, Any]:
    """The commune's details and the first feedback address, for the frame of every page, asked for once a page."""
    return {
        "contact": cache(partial(content.kept_lasting, "contact", ContactDetails.objects.first)),
        "feedback_address": cache(partial(content.kept_lasting, "feedback", FeedbackAddress.objects.for_card)),
    }
