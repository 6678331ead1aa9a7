"""Keeps whole pages in the memory of the process, until any content changes.

What is kept depends on the address alone (scheme, host, path, and the page's number where the view heeds it): never on
a cookie, a header or an unknown parameter. A page is kept under the generation of content that held before it
was made and still holds after; where they differ, it is made once more. So no page mixes old and new, and none
outlives a change. `saovang.pagecache.wsgi` answers with kept pages; the middleware here makes them.
"""

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from saovang.core.background import runner
from saovang.pagecache.version import content_version

MAX_BYTES = 64 * 1024 * 1024  # of all kept pages in one process
ATTEMPTS = 3  # to make a page while content keeps changing
VISITS = b"<!-- visits -->"  # where the figures of the moment go
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

Environ = dict[str, Any]


class CachedPage:
    """A page in two halves, each compressed once, between which the figures of the moment are put."""

    def __init__(self, generation: Hashable, body: bytes, headers: dict[str, str], paged: bool = False) -> None:
        self.generation = generation
        self.headers = {name: value for name, value in headers.items() if name != "Content-Length"}
        self.headers["Vary"] = "Accept-Encoding"
        self.paged = paged
        self.body = body
        self.before, self.place, self.after = body.partition(VISITS)
        squeeze = zlib.compressobj(wbits=-15)
        # A full flush ends the half at a byte and lets the next stand without it.
        self._gzip_before = GZIP_HEADER + squeeze.compress(self.before) + squeeze.flush(zlib.Z_FULL_FLUSH)
        self._gzip_after = squeeze.compress(self.after) + squeeze.flush()
        self._checksum = zlib.crc32(self.before)
        self.size = 2 * len(body) + len(self._gzip_before) + len(self._gzip_after)

    def filled(self, figures: bytes) -> bytes:
        return b"".join((self.before, figures, self.after))

    def filled_gzip(self, figures: bytes) -> bytes:
        """The same as one gzip stream (RFC 1952); only `figures` is compressed now, and stored at that."""
        length = len(figures).to_bytes(2, "little")
        stored = b"\x00" + length + bytes(byte ^ 0xFF for byte in length) + figures  # RFC 1951, 3.2.4
        checksum = zlib.crc32(self.after, zlib.crc32(figures, self._checksum))
        total = len(self.before) + len(figures) + len(self.after)
        trailer = checksum.to_bytes(4, "little") + total.to_bytes(4, "little")
        return b"".join((self._gzip_before, stored, self._gzip_after, trailer))


class PageStore:
    """The most recently used pages, bounded in bytes. Safe for threads."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, address: Hashable, number: str | None) -> CachedPage | None:
        """The page at `address` made of the content of now; `number` tells paged ones apart, and no others."""
        page = self._get((address, None))
        if number is not None and (page is None or page.paged):
            page = self._get((address, number))
        return page

    def keep(self, address: Hashable, number: str | None, page: CachedPage) -> None:
        key = address, number if page.paged else None
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._pages)))

    def _get(self, key: Hashable) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.generation != content_version.current:
                return None
            self._pages.move_to_end(key)
            return page

    def _drop(self, key: Hashable) -> None:
        if old := self._pages.pop(key, None):
            self._bytes -= old.size


page_store = PageStore()


def cache_key(environ: Environ) -> tuple[Hashable, str | None] | None:
    """What a page is kept under, address and page number; None for a request that no kept page may answer."""
    if environ["REQUEST_METHOD"] != "GET" or settings.DEBUG:  # who changes a template wants to see it
        return None
    if has_cookie(environ, settings.SESSION_COOKIE_NAME):
        return None
    number = None
    if query := environ.get("QUERY_STRING"):
        parameters = parse_qs(query, keep_blank_values=True, max_num_fields=None)
        if "q" in parameters:
            return None
        number = parameters.get(_numbered_by(environ), [None])[-1]
    scheme = environ["wsgi.url_scheme"]
    if settings.HTTPS and (forwarded := environ.get("HTTP_X_FORWARDED_PROTO")) is not None:  # as Django reads it
        scheme = "https" if forwarded.partition(",")[0].strip() == "https" else "http"
    # The host as it was sent: under one that is not allowed nothing is ever kept.
    return (scheme, environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME"), environ.get("PATH_INFO")), number


def _numbered_by(environ: Environ) -> str:
    """The parameter that holds a page's number; Django's sitemaps have their own."""
    return "p" if environ.get("PATH_INFO", "").startswith("/sitemap-") else "page"


def has_cookie(environ: Environ, name: str) -> bool:
    cookies = environ.get("HTTP_COOKIE", "")
    return name in cookies and any(cookie.partition("=")[0].strip() == name for cookie in cookies.split(";"))


class PageCacheMiddleware:
    """Makes pages that are not kept, each once however many ask for it, and keeps them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Those who ask for a page that is being made wait for it; unlike pages seldom share a lock.
        self.making = [threading.Lock() for _ in range(64)]
        self.never_kept = (reverse("admin:index"), settings.STATIC_URL, settings.MEDIA_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = cache_key(request.META)
        if place is None or request.path.startswith(self.never_kept):
            return self.get_response(request)
        runner.ensure_fresh()
        with self.making[hash(place) % len(self.making)]:
            if page := page_store.find(*place):
                return HttpResponse(page.body, headers=page.headers)
            return self._make(request, *place)

    def _make(self, request: HttpRequest, address: Hashable, number: str | None) -> HttpResponse:
        for _ in range(ATTEMPTS):
            before = content_version.current
            response = self.get_response(request)
            if not _may_be_kept(response):
                break
            if VISITS not in response.content:
                response["Cache-Control"] = "no-cache"  # or who has it may show it for a tenth of its age
            if before == content_version.refresh():
                page = CachedPage(
                    before, response.content, dict(response.items()), getattr(request, "is_paginated", False)
                )
                page_store.keep(address, number, page)
                break
        return response


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
    )
