from django import template
from django.utils.safestring import SafeString

from procedures.json_ld import publisher
from procedures.models import ContactDetails
from saovang.core.templatetags.json_ld import json_ld
from saovang.opening_hours.models import WeeklySession
from saovang.pagecache.version import content_version

register = template.Library()


@register.simple_tag
def government_office(contact: ContactDetails, weekly_sessions: list[WeeklySession], site: str) -> SafeString:
    """Return the JSON-LD block of the publisher of the site."""
    return json_ld(publisher(contact, weekly_sessions, site))


@register.simple_tag
def last_contact() -> ContactDetails | None:
    """Return the contact details that this process last read, without a query, or None if it has read none."""
    return content_version.last_cached("contact")
