"""Pages as they are fetched from outside and as this process renders them from the database."""

import re
import time
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.encoding import iri_to_uri

from saovang.pagecache.pages import ENVIRON_NAME
from saovang.pagecache.version import content_version

TIMEOUT = 20  # seconds without data
MAX_BYTES = 4 * 2**20
MAX_DEPTH = 500  # of elements
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A145F) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36"}
GOOGLEBOT = "Googlebot"
# Hacked pages often show their advertisements to search engines and to those who come from there only.
VISITORS = {
    GOOGLEBOT: {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
    "điện thoại": PHONE,
    "người đến từ Google": PHONE | {"Referer": "https://www.google.com/"},
}

VISIT_COOKIE = f"{settings.VISIT_COOKIE_NAME}=1"  # of a visit that was counted already

_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|(opacity|font-size)\s*:\s*0(?![.\d]*[1-9])"
    r"|(left|right|top|bottom|text-indent|margin[\w-]*)\s*:\s*-\d{3}|(width|height)\s*:\s*[01](px)?\s*(;|\Z)"
    r"|(?<![\w-])color\s*:\s*(transparent|white|#fff)|clip(-path)?\s*:|scale\(0",
    re.IGNORECASE,
)
_VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta source track wbr".split())
_RESOURCES = {
    "script": "src", "iframe": "src", "frame": "src", "embed": "src", "object": "data", "link": "href",
    "form": "action", "base": "href", "meta": "content",
}  # fmt: skip


class Page(HTMLParser):
    """An answer, and in its HTML the texts, the links and what it loads or sends to. `status` is 0 if there was none.

    `location` is the absolute URL of a redirect.
    """

    def __init__(self, url: str, status: int = 0, location: str = "", html: str = "") -> None:
        super().__init__()
        self.url, self.status, self.location, self.html = url, status, location, html
        self._texts: list[str] = []
        self._main_texts: list[str] = []
        self.links: list[str] = []
        self.hidden_links: list[str] = []
        self.resources: list[str] = []
        self._open: list[tuple[str, bool]] = []  # elements, and whether they hide what they contain
        # Python raises AssertionError for an unknown section, of which browsers make a comment.
        self.feed(html.replace("<![", "<!x["))
        self.close()
        self.text, self.main_text = (" ".join("".join(texts).split()) for texts in (self._texts, self._main_texts))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_hidden = "hidden" in values or bool(_HIDING_STYLE.search(values.get("style", "")))
        if tag not in _VOID_ELEMENTS and len(self._open) < MAX_DEPTH:
            self._open.append((tag, is_hidden))
        if tag in ("a", "area") and "href" in values:
            self.links.append(self._absolute(values["href"]))
            if is_hidden or any(hides for _, hides in self._open):
                self.hidden_links.append(self.links[-1])
        resource = values.get(_RESOURCES.get(tag, ""), "")
        if tag == "meta":
            is_refresh = values.get("http-equiv", "").lower() == "refresh"
            resource = resource.partition("=")[2].strip("'\" ") if is_refresh else ""
        elif tag == "link" and not {"stylesheet", "preload", "modulepreload"} & set(values.get("rel", "").split()):
            resource = ""
        if resource:
            self.resources.append(self._absolute(resource))

    def handle_endtag(self, tag: str) -> None:
        tags = [name for name, _ in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        tags = {name for name, _ in self._open}
        if not tags & {"script", "style"}:
            self._texts.append(data)
            if "main" in tags:
                self._main_texts.append(data)

    def _absolute(self, url: str) -> str:
        try:
            return urljoin(self.url, url)
        except ValueError:  # "http://["
            return url


def fetch(url: str, method: str = "GET", pause: float = 0, **headers: str) -> Page:
    """Request `url` after `pause` seconds and return the answer. Redirects are not followed."""
    time.sleep(pause)
    try:
        parts = urlsplit(iri_to_uri(url))
        connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = connect(parts.netloc, timeout=TIMEOUT)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, headers=headers)
            response = connection.getresponse()
            location = response.headers.get("Location", "")
            body = response.read(MAX_BYTES).decode(errors="replace")
        finally:
            connection.close()
        return Page(url, response.status, urljoin(url, location) if location else "", body)
    except (OSError, HTTPException, ValueError):  # no connection, no HTTP, no URL
        return Page(url)


def render(url: str) -> Page:
    """Return the page as this process renders it from the database, past the page cache and the visit counter."""
    parts = urlsplit(url)
    body = BytesIO()
    environ = {
        "wsgi.url_scheme": parts.scheme,
        "HTTP_HOST": parts.netloc,
        "HTTP_USER_AGENT": GOOGLEBOT,  # no visit
        "HTTP_X_FORWARDED_PROTO": parts.scheme,
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "REMOTE_ADDR": "127.0.0.1",
        ENVIRON_NAME: None,
    }
    setup_testing_defaults(environ)
    content_version.refresh()
    status, location = 0, ""

    def start_response(status_line: str, headers: list[tuple[str, str]], *args: object) -> Callable[[bytes], object]:
        nonlocal status, location
        status, location = int(status_line[:3]), dict(headers).get("Location", "")
        return body.write

    response = _application()(environ, start_response)
    try:
        body.writelines(response)
    finally:
        if close := getattr(response, "close", None):
            close()
    return Page(url, status, location and urljoin(url, location), body.getvalue().decode(errors="replace"))


@cache
def _application() -> Callable:
    return get_wsgi_application()
