"""What machines are told, as JSON-LD by schema.org."""

from collections.abc import Iterable

from procedures.models import ContactDetails, FeedbackAddress, Procedure
from saovang.core.templatetags.vietnamese import tel_digits


def _without_empty(data: dict) -> dict:
    return {key: value for key, value in data.items() if value}


def office(address: FeedbackAddress, page: str) -> dict:
    """A receiving body; `page` is the full address of the notice."""
    place = {"@type": "PostalAddress", "streetAddress": address.address, "addressCountry": "VN"}
    contact = {
        "@type": "ContactPoint",
        "contactType": address.title,
        "telephone": tel_digits(address.telephone),
        "email": address.email,
        "url": address.website,
        "availableLanguage": "vi",
    }
    return _without_empty(
        {
            "@type": "GovernmentOffice",
            "@id": f"{page}#noi-nhan-{address.pk}",
            "name": address.body or address.title,
            "url": page,
            "telephone": tel_digits(address.telephone),
            "email": address.email,
            "address": place if address.address else None,
            "hasMap": address.map_url,
            "contactPoint": _without_empty(contact),
        }
    )


def offices(addresses: Iterable[FeedbackAddress], page: str) -> dict:
    return {"@graph": [office(address, page) for address in addresses]}


def service(procedure: Procedure, page: str, contact: ContactDetails | None) -> dict:
    """A procedure; `page` is its full address."""
    operator = contact and {
        "@type": "GovernmentOrganization",
        "name": contact.agency,
        "telephone": tel_digits(contact.telephone),
        "address": {"@type": "PostalAddress", "streetAddress": contact.address, "addressCountry": "VN"},
    }
    return _without_empty(
        {
            "@type": "GovernmentService",
            "identifier": procedure.code,
            "name": procedure.name,
            "serviceType": procedure.field,
            "url": page,
            "sameAs": procedure.portal_url,
            "audience": {"@type": "Audience", "audienceType": procedure.who} if procedure.who else None,
            "serviceOutput": {"@type": "Thing", "name": procedure.result} if procedure.result else None,
            "areaServed": contact and {"@type": "AdministrativeArea", "name": contact.place},
            "serviceOperator": operator,
        }
    )
