"""The vCard of a feedback address."""

from procedures.models import ContactDetails, FeedbackAddress
from saovang.core.vcard import make_vcard


def build_vcard(feedback_address: FeedbackAddress, contact: ContactDetails | None, url: str) -> str:
    """Return the vCard of `feedback_address`. `url` is the absolute URL of its page."""
    name = feedback_address.agency or (contact and contact.agency) or feedback_address.title
    return make_vcard(
        name,
        organization=name,
        telephone=feedback_address.telephone,
        email=feedback_address.email,
        address=feedback_address.address,
        url=url,
        note=feedback_address.title,
        revised_on=feedback_address.checked_on,
    )
