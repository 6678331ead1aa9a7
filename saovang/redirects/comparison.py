"""Comparison of URLs by their meaning, and repair of URLs that were damaged when copied from a message."""

import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode

from django.urls import is_valid_path
from django.utils.encoding import repercent_broken_unicode

# Parameters that social networks, mailings and statistics add to links. They never select content.
TRACKING_PREFIXES = ("utm_", "zalo", "fb_", "__cft__", "__tn__", "hsa_", "pk_", "mtm_", "gad_", "oly_")
TRACKING_NAMES = frozenset(
    "_branch_match_id _ga _gac _gl _hsenc _hsmi _openstat _r _t dclid epik fbclid gbraid gclid gclsrc gidzl igsh igshid"
    " li_fat_id mc_cid mc_eid mibextid mkt_tok msclkid ref_src ref_url s_cid sfnsn srsltid ttclid twclid vero_id wbraid"
    " wickedid yclid zarsrc".split()
)
MAX_PARAMETERS = 100
MAX_LENGTH = 2000  # of a URL that is repaired

_PUNCTUATION = "PSZC"  # first letters of Unicode categories; letters, marks and digits are L, M and N


def decode_path(path: str) -> str:
    """Return `path` without percent-encoding, as Django decodes the path of a request."""
    return repercent_broken_unicode(unquote_to_bytes(path)).decode()


def compare_key(path: str, query: str, ignore_case: bool) -> str:
    """Return a text that is equal for URLs of one meaning. `path` is decoded, `query` is not.

    Repeated and trailing slashes, tracking parameters, the order and encoding of parameters, and whether a space is
    written as `+` do not count.
    """
    segments: list[str] = []
    for segment in unicodedata.normalize("NFC", path).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(_escape(segment.replace("+", " "), "%?"))
    key = "/" + "/".join(segments)
    if parameters := _meaningful_parameters(query):
        key += "?" + "&".join(f"{_escape(name, '%&=')}={_escape(value, '%&')}" for name, value in parameters)
    return f"*{key.lower()}" if ignore_case else key


def _meaningful_parameters(query: str) -> list[tuple[str, str]]:
    try:
        query = unicodedata.normalize("NFC", query.replace("&amp;", "&"))
        parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:  # too many
        return []
    normal = ((unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", value)) for name, value in parameters)
    return sorted((name, value) for name, value in normal if not _is_tracking(name.lower()))


def _is_tracking(name: str) -> bool:
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _escape(text: str, separators: str) -> str:
    """Percent-encode the separators, and NUL, which PostgreSQL cannot compare."""
    return "".join(f"%{ord(char):02X}" if char in separators or char == "\0" else char for char in text)


def repair_url(path: str, query: str) -> tuple[str, str]:
    """Return decoded path and query without what a message added to them.

    That is invisible characters, repeated slashes, punctuation at the end, tracking parameters without `?`, and a
    second percent-encoding, of the whole path or of `?`.
    """
    if len(path) + len(query) > MAX_LENGTH:
        return path, query
    path, _, encoded = decode_path(path).partition("?")
    query = "&".join(part for part in (quote(encoded, safe="=&+%"), query) if part)
    path = "".join(char for char in unicodedata.normalize("NFC", path) if not _is_invisible(char))
    path = re.sub("/{2,}", "/", path)
    before, _, after = path.partition("&")
    if _is_tracking(after.lower().partition("=")[0]):
        path = before
    # "/tin)/" loses the bracket, "/tin/)/" does not: a segment of only punctuation is left alone.
    slash = "/" if path.endswith("/") else ""
    stripped = _strip_punctuation(path.removesuffix("/"))
    if stripped and not (slash and stripped.endswith("/")):
        path = stripped + slash
    parameters = parse_qsl(query, keep_blank_values=True)
    repaired = [(name, _strip_punctuation(value)) for name, value in parameters]
    return path, query if repaired == parameters else urlencode(repaired)


def add_slash(path: str) -> str:
    """Return `path` with the slash at its end that its URL pattern needs."""
    return f"{path}/" if not is_valid_path(path) and is_valid_path(f"{path}/") else path


def _strip_punctuation(text: str) -> str:
    end = len(text)
    while end and text[end - 1] != "/" and unicodedata.category(text[end - 1])[0] in _PUNCTUATION:
        end -= 1
    return text[:end]


def _is_invisible(char: str) -> bool:
    """Return whether `char` is a control or format character, such as a zero-width space, or a variation selector."""
    return (unicodedata.category(char) in ("Cc", "Cf") and not char.isspace()) or "\ufe00" <= char <= "\ufe0f"
