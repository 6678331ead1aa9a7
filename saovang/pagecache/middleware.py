import threading
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from saovang.core.views import service_unavailable
from saovang.pagecache.pages import (
    LIVE_CACHE_CONTROL,
    CachedPage,
    CacheKey,
    join,
    live_blocks,
    page_store,
    prepare_request,
)
from saovang.pagecache.version import content_version

RENDER_ATTEMPTS = 3  # while the content keeps changing
NO_DATABASE_PATHS = ("/healthz", "/readyz", "/metrics", settings.MEDIA_URL)


class PageCacheMiddleware:
    """Renders a page that is not cached, once however many requests wait for it, and stores it.

    The live blocks are filled in afterwards, so a cached page shows what is true at this moment.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Requests for a page that is being rendered wait for it. With 64 locks different pages rarely share one.
        self._locks = [threading.Lock() for _ in range(64)]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = prepare_request(request.META)
        if key is None:
            response = self.get_response(request)
        else:
            with self._locks[hash(key) % len(self._locks)]:
                response = self._get_or_render(request, key)
        if not response.streaming:
            _fill_live_blocks(request, response)
        return response

    def _get_or_render(self, request: HttpRequest, key: CacheKey) -> HttpResponse:
        """Render the page until the content does not change meanwhile, so that no stored page mixes old and new.

        If the database is down, answer with the last good page where that is allowed.
        """
        if page := page_store.get(key):
            return HttpResponse(page.body, headers=page.headers)
        for _ in range(RENDER_ATTEMPTS):
            version = content_version.current
            response = self.get_response(request)
            if response.status_code == 503 and (page := page_store.get_in_outage(key)):
                return HttpResponse(page.body, headers=page.headers)
            if not _is_cacheable(response):
                break
            if not live_blocks.split(response.content)[1]:
                response["Cache-Control"] = "no-cache"  # otherwise clients may reuse it for a tenth of its age
            try:
                current = content_version.refresh()
            except Error:  # the database failed after the page was rendered
                break
            if version == current:
                is_paginated = getattr(request, "is_paginated", False)
                page_store.set(key, CachedPage(current, response.content, dict(response.items()), is_paginated))
                break
        return response


class DatabaseUnavailableMiddleware:
    """Answers 503 with Retry-After while the database is down. PageCacheMiddleware must come before it.

    It fails fast, so waiting requests do not use up the threads that serve cached pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(NO_DATABASE_PATHS) or content_version.is_database_available():
            return self.get_response(request)
        return service_unavailable()


def _is_cacheable(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
    )


def _fill_live_blocks(request: HttpRequest, response: HttpResponse) -> None:
    parts, names = live_blocks.split(response.content)
    if not names:
        return
    if _is_public_pageview(request, response) and (cookie := live_blocks.count_visit(names, request.META)):
        response.cookies.load(cookie)
    response.content = join(parts, live_blocks.render(names))
    response.headers["Content-Length"] = str(len(response.content))
    response.headers.setdefault("Cache-Control", LIVE_CACHE_CONTROL)


def _is_public_pageview(request: HttpRequest, response: HttpResponse) -> bool:
    """Return False for errors, previews of unpublished articles (they are `no-store`) and signed-in staff."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and "no-store" not in response.get("Cache-Control", "")
        and not getattr(request, "user", AnonymousUser()).is_staff  # a cached page is answered before authentication
    )
