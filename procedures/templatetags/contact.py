from django import template
from django.utils.safestring import SafeString

from procedures.models import ContactDetails
from saovang.core.templatetags.json_ld import json_ld

register = template.Library()


@register.simple_tag
def government_office(contact: ContactDetails, site: str) -> SafeString:
    """Return JSON-LD of the publisher of the site, from the contact details of the commune."""
    return json_ld(
        {
            "@type": "GovernmentOffice",
            "@id": f"{site}/#co-quan",
            "name": contact.agency,
            "url": f"{site}/",
            "address": contact.address,
            "telephone": contact.telephone,
            "email": contact.email,
            "areaServed": ", ".join(filter(None, [contact.place, contact.region])),
        }
    )
