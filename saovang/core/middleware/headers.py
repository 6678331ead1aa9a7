"""Set response headers that neither Django nor a library sets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ResourceHeadersMiddleware:
    """Allow other sites to embed media files only, and forbid scripts in media files.

    Feed readers embed photos, which needs a cross-origin Cross-Origin-Resource-Policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(settings.MEDIA_URL):
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
        else:
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
