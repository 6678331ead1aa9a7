"""Bodies of the commune and the people in them as schema.org describes them, for search engines."""

from collections.abc import Iterable

from saovang.core.json_ld import postal_address, without_empty
from saovang.core.templatetags.json_ld import absolute
from saovang.core.text import tel_digits
from saovang.directory.models import Body, Contact, Person

_TYPES = {
    Body.Kind.COMMITTEE: "GovernmentOffice",
    Body.Kind.SERVICE_CENTER: "GovernmentOffice",
    Body.Kind.POLICE: "PoliceStation",
    Body.Kind.HEALTH: "MedicalClinic",
    Body.Kind.QUARTER: "Organization",
}


def organizations(bodies: Iterable[Body], site: str) -> dict:
    """Return an organization for each body, with its people. `site` is scheme and host."""
    return {"@graph": [_organization(body, site) for body in bodies]}


def _organization(body: Body, site: str) -> dict:
    url = absolute(body.get_absolute_url(), site)
    contact = _contact(body)
    point = {"@type": "ContactPoint", "contactType": body.name, "availableLanguage": "vi"} | contact
    return without_empty(
        {
            "@type": _TYPES.get(Body.Kind(body.kind), "GovernmentOrganization"),
            "@id": url,
            "url": url,
            "name": body.name,
            "description": body.duties,
            "address": postal_address(body.address) if body.address else None,
            "contactPoint": point if contact else None,
            "employee": [_person(person, site) for person in body.people.all() if person.name],
        }
        | contact
    )


def _person(person: Person, site: str) -> dict:
    return without_empty(
        {
            "@type": "Person",
            "name": person.name,
            "jobTitle": person.position,
            "image": absolute(person.picture.url, site) if person.picture else None,
        }
        | _contact(person)
    )


def _contact(contact: Contact) -> dict:
    return without_empty({"telephone": tel_digits(contact.telephone), "email": contact.email})
