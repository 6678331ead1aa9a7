"""Cached pages, the store that holds them, and the decision whether a request may be answered with one.

The cache key is scheme, host, path and, if the view paginates, page number. Cookies, headers and unknown parameters are
ignored. A page is valid for the content version under which it was rendered, so no cached page outlives a change.
"""

import re
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.conf import settings
from django.urls import reverse

from saovang.core.background import runner
from saovang.pagecache.models import Version
from saovang.pagecache.version import content_version

MAX_BYTES = 64 * 1024 * 1024  # of all cached pages of a process
LIVE_CACHE_CONTROL = "private, no-cache"  # of a page with live blocks, which are of this moment
ENVIRON_NAME = "saovang.cache_key"
FILE_PATHS = (settings.STATIC_URL, settings.MEDIA_URL)  # read once: an access to settings takes 0.7 µs
STORED_BLOCK = struct.Struct("<BHH")  # what precedes the bytes of such a block
GZIP_TRAILER = struct.Struct("<II")
NO_TEXT = b"\xff"  # a byte that UTF-8 does not have
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

Environ = dict[str, Any]


class CacheKey(NamedTuple):
    """The key of a cached page. `page_number` counts only where the view paginates."""

    scheme: str
    host: str | None
    script_name: str | None
    path: str
    page_number: str | None


class LiveBlocks:
    """The parts of pages that are filled in after the cache. In a page, `<!-- name -->` is the place of a block."""

    def __init__(self) -> None:
        self._renderers: dict[bytes, Callable[[], bytes]] = {}
        self._counters: dict[bytes, Callable[[Environ], str | None]] = {}
        self._marker = re.compile(rb"(?!)")  # matches nothing

    def register(
        self, name: str, render: Callable[[], bytes], count_visit: Callable[[Environ], str | None] | None = None
    ) -> None:
        """Add a block. `render` returns its HTML, at most 65,535 bytes; it must not wait for the database.

        `count_visit` is called for each public page with the block: it counts a page view if it begins a visit and
        returns the Set-Cookie value, or None if no person reads the page.
        """
        self._renderers[name.encode()] = render
        if count_visit:
            self._counters[name.encode()] = count_visit
        self._marker = re.compile(b"<!-- (" + b"|".join(map(re.escape, self._renderers)) + b") -->")

    def split(self, body: bytes) -> tuple[list[bytes], list[bytes]]:
        """Return the parts of a page around its blocks, and the names of the blocks."""
        pieces = self._marker.split(body)
        return pieces[::2], pieces[1::2]

    def render(self, names: Iterable[bytes]) -> list[bytes]:
        """Return the HTML of these blocks."""
        return [self._renderers[name]() for name in names]

    def count_visit(self, names: Iterable[bytes], environ: Environ) -> str | None:
        """Count the visit that a view of a public page with these blocks begins. Return the Set-Cookie value."""
        for name in names:
            if name in self._counters:
                return self._counters[name](environ)
        return None


class CachedPage:
    """A rendered page, split at its live blocks. The parts are compressed again if a block gets another length."""

    def __init__(self, version: Version, body: bytes, headers: dict[str, str], is_paginated: bool = False) -> None:
        self.version = version
        self.headers = {name: value for name, value in headers.items() if name != "Content-Length"}
        self.headers["Vary"] = "Accept-Encoding"
        self.is_paginated = is_paginated
        self.body = body
        self.parts, self.blocks = live_blocks.split(body)
        self._compressed = self._compress([0] * len(self.blocks))
        self._checksums: tuple[list[bytes], list[int]] = [], [zlib.crc32(self.parts[0])]
        self._parts_size = sum(map(len, self.parts))
        self.size = 2 * len(body) + sum(map(len, self._compressed[1]))

    def render(self, blocks: Sequence[bytes]) -> bytes:
        """Return the page with the HTML of its blocks filled in."""
        return join(self.parts, blocks)

    def render_gzip(self, blocks: list[bytes]) -> bytes:
        """Return the page with the HTML of its blocks filled in, as one gzip stream (RFC 1952).

        Each becomes a stored block (RFC 1951, 3.2.4), so nothing is compressed here.
        """
        lengths = [len(block) for block in blocks]
        compressed_for, gzip_parts = self._compressed
        if compressed_for != lengths:
            self._compressed = _, gzip_parts = self._compress(lengths)
        pieces = [GZIP_HEADER, gzip_parts[0]]
        for length, block, gzip_part in zip(lengths, blocks, gzip_parts[1:], strict=True):
            pieces += STORED_BLOCK.pack(0, length, length ^ 0xFFFF), block, gzip_part
        pieces.append(GZIP_TRAILER.pack(self._checksum(blocks), self._parts_size + sum(lengths)))
        return b"".join(pieces)

    def _compress(self, lengths: list[int]) -> tuple[list[int], list[bytes]]:
        """Return the compressed parts around blocks of these lengths, and the lengths.

        A part refers to the parts before it by distances, which include the blocks between them. So each block is
        compressed too, as bytes that no text has and nothing refers to, and left out. A page is a tenth smaller than
        with parts that do not know each other.
        """
        compressor = zlib.compressobj(wbits=-15)
        gzip_parts = []
        for part, length in zip(self.parts, lengths, strict=False):
            # A sync flush ends a part at a byte boundary (RFC 1951, 3.2.4).
            gzip_parts.append(compressor.compress(part) + compressor.flush(zlib.Z_SYNC_FLUSH))
            compressor.compress(NO_TEXT * length)
            compressor.flush(zlib.Z_SYNC_FLUSH)
        gzip_parts.append(compressor.compress(self.parts[-1]) + compressor.flush())
        return lengths, gzip_parts

    def _checksum(self, blocks: list[bytes]) -> int:
        """Return the checksum of the page with these blocks.

        Those up to each block are stored, and only those behind the first block that has changed are computed: the
        checksum of a whole page takes longer than all the rest.
        """
        previous, checksums = self._checksums
        if previous == blocks:
            return checksums[-1]
        same = 0
        while same < len(previous) and previous[same] == blocks[same]:
            same += 1
        checksums = checksums[: same + 1]
        for block, part in zip(blocks[same:], self.parts[same + 1 :], strict=True):
            checksums.append(zlib.crc32(part, zlib.crc32(block, checksums[-1])))
        self._checksums = blocks, checksums
        return checksums[-1]


def join(parts: Sequence[bytes], blocks: Sequence[bytes]) -> bytes:
    """Return a page from its parts and the HTML of the blocks between them."""
    return b"".join([piece for pair in zip(parts, [*blocks, b""], strict=True) for piece in pair])


class PageStore:
    """An LRU cache of pages, bounded in bytes. Thread-safe."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Drop all pages."""
        self._pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()
        self._bytes = 0

    def get(self, key: CacheKey) -> CachedPage | None:
        """Return the page under `key` if it was rendered from the current content."""
        if key.page_number is None:
            return self._get(key)
        page = self._get(key._replace(page_number=None))
        return self._get(key) if page is None or page.is_paginated else page

    def get_in_outage(self, key: CacheKey) -> CachedPage | None:
        """Return the page under `key`, of an earlier version, that may be served while the database is down."""
        with self._lock:
            page = self._pages.get(key._replace(page_number=None))
            if page is None or (page.is_paginated and key.page_number is not None):
                page = self._pages.get(key)
        return page if page and content_version.is_servable_in_outage(page.version) else None

    def set(self, key: CacheKey, page: CachedPage) -> None:
        """Store `page`. The least recently used pages are dropped while there are more than `max_bytes`."""
        if not page.is_paginated:
            key = key._replace(page_number=None)
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._pages)))

    def _get(self, key: CacheKey) -> CachedPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.version != content_version.current:
                return None
            self._pages.move_to_end(key)
            return page

    def _drop(self, key: CacheKey) -> None:
        if page := self._pages.pop(key, None):
            self._bytes -= page.size


def prepare_request(environ: Environ) -> CacheKey | None:
    """Check freshness and return the cache key, or None if no cached page may answer the request.

    This is done once a request: the first caller, the WSGI layer or the middleware, stores the key in `environ`.
    Static files and media depend on no content, so they never wait for a background job.
    """
    if ENVIRON_NAME not in environ:
        is_file = environ.get("PATH_INFO", "").startswith(FILE_PATHS)
        if not is_file:
            runner.ensure_fresh()
        environ[ENVIRON_NAME] = None if is_file else _get_cache_key(environ)
    return environ[ENVIRON_NAME]


def cookie_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that finds the cookie `name` in a Cookie header."""
    return re.compile(rf"(?:^|;)\s*{re.escape(name)}\s*(?:=|;|$)")


def _get_cache_key(environ: Environ) -> CacheKey | None:
    path = environ.get("PATH_INFO", "")
    if (
        environ["REQUEST_METHOD"] != "GET"
        or settings.DEBUG  # a changed template must show at once
        or path.startswith(_admin_path())
        or _session_cookie.search(environ.get("HTTP_COOKIE", ""))
    ):
        return None
    page_number = None
    if query := environ.get("QUERY_STRING"):
        parameters = parse_qs(query, keep_blank_values=True, max_num_fields=None)
        if "q" in parameters:
            return None
        name = "p" if path.startswith("/sitemap-") else "page"  # Django's sitemaps have their own parameter
        page_number = parameters.get(name, [None])[-1]
    scheme = environ["wsgi.url_scheme"]
    if (forwarded := environ.get("HTTP_X_FORWARDED_PROTO")) is not None and settings.HTTPS:  # as Django reads it
        scheme = "https" if forwarded.partition(",")[0].strip() == "https" else "http"
    # The Host header is used as sent: Django refuses hosts that are not allowed, so no page is stored under them.
    return CacheKey(scheme, environ.get("HTTP_HOST"), environ.get("SCRIPT_NAME"), path, page_number)


@cache
def _admin_path() -> str:
    return reverse("admin:index")


_session_cookie = cookie_pattern(settings.SESSION_COOKIE_NAME)
page_store = PageStore()
live_blocks = LiveBlocks()
