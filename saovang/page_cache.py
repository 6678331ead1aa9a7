"""Keeps whole pages in the memory of the process, until any content changes.

What is kept depends on the address alone (scheme, host, path, `page`): never on a cookie, a header or an
unknown parameter. A page is kept under the generation of content that held before it was made and still
holds after; where they differ, it is made once more. So no page mixes old and new, and none outlives a change.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from django.urls import reverse

from saovang.content import content
from saovang.pulse import pulse

MAX_BYTES = 64 * 1024 * 1024  # of all kept pages in one process
ATTEMPTS = 3  # to make a page while content keeps changing


@dataclass(frozen=True, slots=True)
class KeptPage:
    generation: Hashable
    body: bytes
    headers: dict[str, str]

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=self.headers)


class KeptPages:
    """The most recently used pages, bounded in bytes. Safe for threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pages: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, generation: Hashable) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.generation != generation:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: KeptPage) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        if old := self._pages.pop(key, None):
            self._bytes -= len(old.body)


class PageCacheMiddleware:
    def __init__(self, get_response) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed  # who changes a template wants to see it
        self.get_response = get_response
        self.pages = KeptPages(MAX_BYTES)
        # A page that many ask for is made by one while the others wait; unlike pages seldom share a lock.
        self.making = [threading.Lock() for _ in range(64)]
        self.never_kept = (reverse("admin:index"), settings.STATIC_URL, settings.MEDIA_URL)

    def __call__(self, request):
        if (
            request.method != "GET"
            or request.path.startswith(self.never_kept)
            or settings.SESSION_COOKIE_NAME in request.COOKIES
            or "q" in request.GET
        ):
            return self.get_response(request)
        # The host as it was sent: under one that is not allowed nothing is ever kept.
        key = request.scheme, request.META.get("HTTP_HOST"), request.path, request.GET.get("page")
        pulse.keep_up()
        if page := self.pages.get(key, content.generation):
            return page.response()
        with self.making[hash(key) % len(self.making)]:
            if page := self.pages.get(key, content.generation):
                return page.response()
            return self._make(request, key)

    def _make(self, request, key: Hashable) -> HttpResponse:
        for _ in range(ATTEMPTS):
            before = content.generation
            response = self.get_response(request)
            if not _may_be_kept(response):
                break
            if before == content.look():
                self.pages.keep(key, KeptPage(before, response.content, dict(response.items())))
                break
        return response


def _may_be_kept(response) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
    )
