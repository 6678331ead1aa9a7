"""vCards 3.0 (RFC 2426), for the contacts of a telephone."""

from collections.abc import Iterator
from datetime import date

from django.http import HttpResponse
from segno.helpers import make_vcard_data

from saovang.core.text import clean_text, tel_digits

MAX_LINE_BYTES = 75  # RFC 2425, section 5.8.1


def vcard_response(
    name: str,
    *,
    organization: str,
    url: str,
    title: str = "",
    telephone: str = "",
    email: str = "",
    address: str = "",
    note: str = "",
    revised_on: date | None = None,
) -> HttpResponse:
    """Return a vCard to download, with clean texts and folded lines. `url` is absolute."""
    name = clean_text(name)
    card = make_vcard_data(
        name=name.replace(";", ",").replace(",", "\\,"),  # segno does not escape this argument
        displayname=name,
        org=clean_text(organization),
        title=clean_text(title),
        workphone=tel_digits(telephone),
        email=clean_text(email),
        street=clean_text(address),
        country="Việt Nam",
        url=url,
        memo=clean_text(note),
        rev=revised_on,
    )
    return HttpResponse(
        "".join("\r\n ".join(_fold_line(line)) + "\r\n" for line in card.splitlines()),
        content_type="text/vcard; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="lien-he.vcf"'},
    )


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
