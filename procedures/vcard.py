"""A feedback address as a vCard 3.0 (RFC 2426), for the contacts of a telephone."""

from collections.abc import Iterator

from segno.helpers import make_vcard_data

from procedures.models import ContactDetails, FeedbackAddress
from saovang.core.text import clean_text, tel_digits

MAX_LINE_BYTES = 75  # RFC 2425, section 5.8.1


def build_vcard(feedback_address: FeedbackAddress, contact: ContactDetails | None, url: str) -> str:
    """Return the vCard of `feedback_address`. `url` is the absolute URL of its page."""
    name = clean_text(feedback_address.agency or (contact and contact.agency) or feedback_address.title)
    card = make_vcard_data(
        name=name.replace(";", ",").replace(",", "\\,"),  # segno does not escape this argument
        displayname=name,
        org=name,
        workphone=tel_digits(feedback_address.telephone),
        email=clean_text(feedback_address.email),
        street=clean_text(feedback_address.address),
        country="Việt Nam",
        url=url,
        memo=clean_text(feedback_address.title),
        rev=feedback_address.checked_on,
    )
    return "".join("\r\n ".join(_fold_line(line)) + "\r\n" for line in card.splitlines())


def _fold_line(line: str) -> Iterator[str]:
    """Split `line` into parts of at most 74 bytes, as a continued line starts with a space; no character is split."""
    part, size = "", 0
    for character in line:
        character_size = len(character.encode())
        if size + character_size > MAX_LINE_BYTES - 1:
            yield part
            part, size = "", 0
        part, size = part + character, size + character_size
    yield part
