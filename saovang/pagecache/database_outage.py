"""Fail fast with 503 while the database is down, so waiting requests do not use up the threads for cached pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from saovang.core.views import service_unavailable
from saovang.pagecache.version import content_version

EXEMPT_PATHS = ("/healthz", "/readyz", "/metrics", settings.MEDIA_URL)


class DatabaseUnavailableMiddleware:
    """Answers 503 with Retry-After while the database is down. PageCacheMiddleware must come before it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(EXEMPT_PATHS) or content_version.is_database_available():
            return self.get_response(request)
        return service_unavailable()
