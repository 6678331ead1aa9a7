"""While the database is away, who needs it hears so at once: waiting for it would take the threads of kept pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from saovang.core.background import runner
from saovang.core.views import service_unavailable
from saovang.pagecache.version import content_version

WITHOUT_DATABASE = ("/healthz", "/readyz", "/metrics", settings.MEDIA_URL)


class DatabaseUnavailableMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        runner.ensure_fresh()
        return self.get_response(request) if content_version.is_database_available() else service_unavailable()
