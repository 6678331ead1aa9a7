"""The targets of links: what a person types, pastes or imports, as a URL that a resident can open.

static/js/hrefs.js has the same rules for the editor; tests/link_targets.py holds both to one table.
"""

import re
from collections.abc import Collection
from html import escape, unescape
from html.parser import HTMLParser

MAX_LENGTH = 2000
REFUSED = (
    "“{}” không phải là địa chỉ để dẫn tới. Hãy ghi địa chỉ trang web (thanhhoa.gov.vn), thư điện tử, số điện thoại "
    "hoặc liên kết trong trang này (/tin-tuc/…)."
)

_LABEL = r"[^\W_][\w-]{0,62}"
_REST = r"(?:[/?#].*)?"
_WEB_URL = re.compile(rf"(https?)://((?:{_LABEL}\.)*{_LABEL}(?::\d{{1,5}})?)({_REST})", re.IGNORECASE)
_EMAIL = rf"[a-z0-9._%+-]+@(?:{_LABEL}\.)+[a-z]{{2,24}}"
_MAILTO = re.compile(rf"(?:mailto:\s*)?({_EMAIL}(?:\?.*)?)", re.IGNORECASE)
_HOST = re.compile(rf"(?:{_LABEL}\.)+([a-z]{{2,24}})(?::\d{{1,5}})?(?:[/?#]\S*)?", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
# What a sentence puts around an address. Without the lookbehind, the time grows with the square of the length.
_SURROUNDINGS = re.compile(r"""^[(<\[“"']+|(?<![.,;:!?…)>\]”"'])[.,;:!?…)>\]”"']+\Z""")
_TELEPHONE = re.compile(r"\(?\+?[0-9][0-9 .()\u00a0-]*")
# With 0 (area code or mobile), 1800 and 1900 services; short numbers are checked apart.
_NATIONAL = re.compile(r"0[1-9]\d{7,9}|1[89]00\d{4,6}")
# Endings of file names: "bao-cao.docx" is no host.
_FILE_TYPES = frozenset(
    "asp aspx bmp csv doc docx exe gif htm html jpeg jpg js jsp mp3 mp4 odt pdf php png ppt pptx rar rtf svg txt"
    " webp xls xlsx xml zip".split()
)
# Tags as the sanitizer writes them: lower case, values in double quotes.
_LINK = re.compile(r'<a(?: [a-z-]+="[^"]*")+>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')


def normalize_href(text: str, own_hosts: Collection[str] = ()) -> str | None:
    """Return the URL that `text` means as the target of a link, or None if it means none.

    "xa.gov.vn" → "https://xa.gov.vn", "a@xa.gov.vn" → "mailto:a@xa.gov.vn", "0237 383 5076" → "tel:02373835076".
    URLs of `own_hosts` become paths.
    """
    text = _INVISIBLE.sub("", text).strip()
    if not text or len(text) > MAX_LENGTH or re.search(r"[\x00-\x1f\x7f]", text):
        return None
    if re.fullmatch(r"#\S+|/(?![/\\])[^\s\\]*", text):
        return text
    if match := _WEB_URL.fullmatch(f"https:{text}" if text.startswith("//") else text):
        return _web_url(match, own_hosts)
    if text.lower().startswith("tel:"):
        return _telephone_url(text[4:])
    if url := _telephone_url(text):
        return url
    if (bare := _SURROUNDINGS.sub("", text)) != text:
        return normalize_href(bare, own_hosts)
    if match := _MAILTO.fullmatch(text):
        address = re.sub(r"\s", "%20", match[1])
        return f"mailto:{address}"
    if (match := _HOST.fullmatch(text)) and match[1].lower() not in _FILE_TYPES:
        return normalize_href(f"https://{text}", own_hosts)
    return None


def _web_url(match: re.Match[str], own_hosts: Collection[str]) -> str | None:
    scheme, host, rest = match.groups()
    host, rest = host.lower(), re.sub(r"\s", "%20", rest)
    if host in own_hosts and not re.match(r"/[/\\]", rest):
        return rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme.lower()}://{host}{rest}" if "." in host or host in own_hosts else None


def _telephone_url(text: str) -> str | None:
    """Return the tel: URL of a number as it is written in Việt Nam, or None."""
    text = text.strip()
    if not _TELEPHONE.fullmatch(text):
        return None
    digits = re.sub(r"[^0-9]", "", text)
    if re.match(r"\(?\+", text) and not digits.startswith("84"):
        return f"tel:+{digits}" if 8 <= len(digits) <= 15 else None
    if digits.startswith("84"):
        digits = f"0{digits[2:].removeprefix('0')}"
    is_short = re.fullmatch(r"1\d{2,4}", text)
    return f"tel:{digits}" if is_short or _NATIONAL.fullmatch(digits) else None


def clean_links(html: str, own_hosts: Collection[str] = ()) -> str:
    """Return sanitized HTML with the targets that its links mean; a link that means none loses its target."""

    def replace(match: re.Match[str]) -> str:
        if match[1] != "href":
            return match[0]
        href = normalize_href(unescape(match[2]), own_hosts)
        return f' href="{escape(href)}"' if href else ""

    return _LINK.sub(lambda link: _ATTRIBUTE.sub(replace, link[0]), html)


def find_hrefs(html: str) -> list[str]:
    """Return the targets of all links in any HTML."""
    parser = _HrefParser()
    parser.feed(html)
    return parser.hrefs


class _HrefParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.hrefs += [value for name, value in attrs if name == "href" and value]
