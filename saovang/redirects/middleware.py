from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from saovang.redirects.models import Redirect


class RedirectMiddleware:
    """Sends who asks for an address of nothing to where it has moved, if it has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD") or "\0" in request.path:
            return response
        redirect = Redirect.objects.match(request.path, request.META.get("QUERY_STRING", "").replace("\0", ""))
        if redirect is None:
            return response
        if not redirect.new_path:
            return render(request, "redirects/gone.html", status=410)
        moved = HttpResponsePermanentRedirect(redirect.new_path)
        moved["Cache-Control"] = "no-cache"  # kept by browsers, a name given back would lead in a circle
        return moved
