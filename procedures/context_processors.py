from functools import cache, partial
from typing import Any

from django.http import HttpRequest

from procedures.models import ContactDetails, FeedbackAddress
from saovang.pagecache.version import content_version


def contact(request: HttpRequest) -> dict[str, Any]:
    """The commune's details and the first feedback address, for the frame of every page, asked for once a page."""
    return {
        "contact": cache(partial(content_version.cached, "contact", ContactDetails.objects.first)),
        "feedback_address": cache(partial(content_version.cached, "feedback", FeedbackAddress.objects.for_card)),
    }
