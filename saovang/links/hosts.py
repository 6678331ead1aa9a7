"""The host names of links, read as a browser reads them."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from django.conf import settings
from django.http.request import validate_host

# The state's own sites: portals of authorities, the government, the National Assembly, the national database of law.
OFFICIAL_DOMAINS = ("gov.vn", "chinhphu.vn", "quochoi.vn", "vbpl.vn")
MAX_LENGTH = 253  # of a host name (RFC 1035); a link to a longer one stays closed
# Browsers take a backslash for a slash, and any number of slashes for two.
_AUTHORITY = re.compile(r"(?:https?:/*|/{2,})([^/?#]*)", re.IGNORECASE)
# An attribute as nh3 writes it, or a URL in plain text. Without the first lookbehind, the time grows with the square of
# the length of a word.
_URL = re.compile(
    r"""(?<![\w-])([\w-]+)="([^"]*)"|((?:https?:|(?<![\w:/])//|(?<![\w./-])www\.)[^\s"'<>|]+)""", re.IGNORECASE
)


def link_host(url: str) -> str:
    """Return the host that a browser opens for `url`, without port and "www."; "" for a link within the portal."""
    url = re.sub(r"[\t\r\n]", "", url).strip().replace("\\", "/")
    match = _AUTHORITY.match(url)
    return _normalize(match[1]) if match else ""


def hosts_in(text: str) -> set[str]:
    """Return the foreign hosts of all links and URLs in plain text or sanitized HTML."""
    hosts = {link_host(url) for url in urls_in(text)}
    return {host for host in hosts if 0 < len(host) <= MAX_LENGTH and not is_own_host(host)}


def urls_in(text: str) -> Iterator[str]:
    """Yield all links and URLs in plain text or sanitized HTML."""
    for name, value, url in _URL.findall(text):
        if name.lower() == "href":
            yield unescape(value)
        elif name:
            yield from urls_in(value)
        else:
            url = unescape(url).rstrip(".,;:!?)…”’")
            yield f"//{url}" if url[:4].lower() == "www." else url


def is_own_host(host: str) -> bool:
    """Return True for a host of this portal or of its media."""
    own_hosts = [own.removeprefix("www.") for own in settings.ALLOWED_HOSTS]
    return validate_host(host, own_hosts + [link_host(origin) for origin in settings.MEDIA_ORIGINS])


def is_official_host(host: str) -> bool:
    """Return True for OFFICIAL_DOMAINS and hosts below them."""
    return f".{host}".endswith(tuple(f".{domain}" for domain in OFFICIAL_DOMAINS))


def _normalize(authority: str) -> str:
    host = unicodedata.normalize("NFKC", unquote(authority.rpartition("@")[2])).lower()
    host = "".join(filter(str.isprintable, host))  # PostgreSQL stores no NUL
    host = re.sub(r":\d*\Z", "", host).rstrip(".").removeprefix("www.")
    try:
        return host.encode("idna").decode()
    except UnicodeError:  # a label that is empty or too long
        return host
