"""The two headers that no library of ours sets."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER, POLICY = "Cross-Origin-Resource-Policy", "Content-Security-Policy"


class ResourceHeadersMiddleware:
    """Other sites may show a photo (feed readers do) and nothing else; whatever lies in media runs no script."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(settings.MEDIA_URL):
            response.headers[HEADER] = "cross-origin"
            response.headers[POLICY] = "default-src 'none'; frame-ancestors 'none'; sandbox"
        else:
            response.headers[HEADER] = "same-origin"
        return response
