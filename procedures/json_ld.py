"""Structured data of schema.org for search engines: the office, its feedback addresses, its procedures."""

from collections.abc import Iterable

from procedures.models import ContactDetails, FeedbackAddress, Procedure
from saovang.core.json_ld import postal_address, without_empty
from saovang.core.text import tel_digits
from saovang.links.services import open_url
from saovang.opening_hours.json_ld import opening_hours_specification
from saovang.opening_hours.models import WeeklySession


def publisher(contact: ContactDetails, weekly_sessions: Iterable[WeeklySession], site: str) -> dict:
    """Return the GovernmentOffice that publishes the site. `site` is scheme and host."""
    office = {
        "@type": "GovernmentOffice",
        "@id": f"{site}/#co-quan",
        "name": contact.agency,
        "url": f"{site}/",
        "address": contact.address,
        "telephone": contact.telephone,
        "email": contact.email,
        "areaServed": ", ".join(filter(None, [contact.place, contact.region])),
    }
    hours = opening_hours_specification(weekly_sessions)
    return office | ({"openingHoursSpecification": hours} if hours else {})


def feedback_offices(feedback_addresses: Iterable[FeedbackAddress], url: str) -> dict:
    """Return a GovernmentOffice for each feedback address. `url` is the absolute URL of their page."""
    return {"@graph": [_feedback_office(feedback_address, url) for feedback_address in feedback_addresses]}


def _feedback_office(feedback_address: FeedbackAddress, url: str) -> dict:
    telephone = tel_digits(feedback_address.telephone)
    return without_empty(
        {
            "@type": "GovernmentOffice",
            "@id": f"{url}#noi-nhan-{feedback_address.pk}",
            "name": feedback_address.agency or feedback_address.title,
            "url": url,
            "telephone": telephone,
            "email": feedback_address.email,
            "address": postal_address(feedback_address.address) if feedback_address.address else None,
            "hasMap": open_url(feedback_address.map_url),
            "contactPoint": without_empty(
                {
                    "@type": "ContactPoint",
                    "contactType": feedback_address.title,
                    "telephone": telephone,
                    "email": feedback_address.email,
                    "url": open_url(feedback_address.website),
                    "availableLanguage": "vi",
                }
            ),
        }
    )


def government_service(procedure: Procedure, url: str, contact: ContactDetails | None) -> dict:
    """Return a procedure as GovernmentService. `url` is its absolute URL."""
    operator = contact and {
        "@type": "GovernmentOrganization",
        "name": contact.agency,
        "telephone": tel_digits(contact.telephone),
        "address": postal_address(contact.address),
    }
    return without_empty(
        {
            "@type": "GovernmentService",
            "identifier": procedure.code,
            "name": procedure.name,
            "serviceType": procedure.sector,
            "url": url,
            "sameAs": open_url(procedure.portal_url),
            "audience": {"@type": "Audience", "audienceType": procedure.applicants} if procedure.applicants else None,
            "serviceOutput": {"@type": "Thing", "name": procedure.result} if procedure.result else None,
            "areaServed": contact and {"@type": "AdministrativeArea", "name": contact.place},
            "serviceOperator": operator,
        }
    )
