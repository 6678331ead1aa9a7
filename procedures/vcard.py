"""A receiving body as a vCard 3.0, for the contacts of a telephone."""

from collections.abc import Iterator

from segno.helpers import make_vcard_data

from procedures.models import ContactDetails, FeedbackAddress
from saovang.core.templatetags.vietnamese import tel_digits

MAX_OCTETS = 75  # of a line, by RFC 2425


def vcard_of(address: FeedbackAddress, contact: ContactDetails | None, page: str) -> str:
    """`address` as a card; `page` is the full address of the notice."""
    name = _one_line(address.body or (contact and contact.agency) or address.title)
    card = make_vcard_data(
        name=name.replace(";", ",").replace(",", "\\,"),  # segno takes this one as it is
        displayname=name,
        org=name,
        workphone=tel_digits(address.telephone),
        email=address.email,
        street=_one_line(address.address),
        country="Việt Nam",
        url=page,
        memo=_one_line(address.title),
        rev=address.checked_on,
    )
    return "".join("\r\n ".join(_folded(line)) + "\r\n" for line in card.splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _folded(line: str) -> Iterator[str]:
    """`line` in pieces of so many octets that none, with the space before it, is too long; no letter is cut."""
    piece, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > MAX_OCTETS - 1:
            yield piece
            piece, octets = "", 0
        piece, octets = piece + letter, octets + size
    yield piece
