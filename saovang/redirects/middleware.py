"""Redirects for requests that no view answers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render

from saovang.redirects.models import Redirect


class RedirectMiddleware:
    """Turn a 404 into the redirect that is stored for its URL, or into 410 Gone if that has no target."""

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
        # A browser that cached a permanent redirect would loop after the old URL is in use again.
        return HttpResponsePermanentRedirect(redirect.new_path, headers={"Cache-Control": "no-cache"})
