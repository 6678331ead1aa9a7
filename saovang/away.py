"""While the database is away, who needs it hears so at once: waiting for it would take the threads of kept pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from saovang.content import content
from saovang.pulse import pulse
from saovang.views import patience

WITHOUT_DATABASE = ("/healthz", "/readyz", "/metrics", settings.MEDIA_URL)


class AwayMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(WITHOUT_DATABASE):
            return self.get_response(request)
        pulse.keep_up()
        return self.get_response(request) if content.is_within_reach() else patience()
