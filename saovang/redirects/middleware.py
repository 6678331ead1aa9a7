"""Redirects for requests that no view answers."""

from collections.abc import Callable
from copy import copy
from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from saovang.links.services import is_open
from saovang.redirects.comparison import add_slash, repair_url
from saovang.redirects.models import Redirect

CASE_SENSITIVE_PATHS = (settings.MEDIA_URL, "/xem-truoc/")  # names of files, tokens
finders: list[Callable[[str], str | None]] = []  # return the URL that is meant by a path which no view answers


class RedirectMiddleware:
    """Turn a 404 into the redirect that is stored for its URL, or into 410 Gone if that has no target.

    Otherwise, redirect to the URL without what a message added to it, if that exists, or to what a finder returns. Apps
    register finders in their AppConfig.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.excluded = (reverse("admin:index"), settings.STATIC_URL)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD") or "\0" in request.path:
            return response
        query = request.META.get("QUERY_STRING", "").replace("\0", "")
        return (
            _stored_redirect(request, request.path, query)
            or self._repaired(request, query)
            or _found(request.path)
            or response
        )

    def _repaired(self, request: HttpRequest, query: str) -> HttpResponse | None:
        """Return a redirect to the repaired URL if a page answers there. At most one view is called for it."""
        path, repaired_query = repair_url(request.path, query)
        if (path, repaired_query) != (request.path, query):
            if stored := _stored_redirect(request, path, repaired_query):
                return stored
        path = add_slash(path if path.startswith(CASE_SENSITIVE_PATHS) else path.lower())
        if (path, repaired_query) == (request.path, query) or path.startswith(self.excluded):
            return None
        attempt = cast(WSGIRequest, copy(request))
        attempt.method = "HEAD"
        attempt.path = attempt.path_info = path
        attempt.META = attempt.environ = request.META | {
            "PATH_INFO": path,
            "QUERY_STRING": repaired_query,
            "REQUEST_METHOD": "HEAD",
        }
        vars(attempt).pop("GET", None)  # cached from the query string
        response: HttpResponseBase = self.get_response(attempt)
        if isinstance(response, FileResponse) and response.file_to_stream:
            response.file_to_stream.close()  # response.close() would also close the database connection
        if response.status_code not in (200, 301, 410):
            return None
        return _permanent_redirect(quote(path) + (f"?{repaired_query}" if repaired_query else ""))


def _stored_redirect(request: HttpRequest, path: str, query: str) -> HttpResponse | None:
    """Return the stored answer, or None if there is none or it leads to a domain that is not trusted."""
    redirect = Redirect.objects.match(path, query)
    if redirect is None or not is_open(redirect.new_path):
        return None
    if not redirect.new_path:
        return render(request, "redirects/gone.html", status=410)
    return _permanent_redirect(redirect.new_path)


def _found(path: str) -> HttpResponse | None:
    url = next((url for find in finders if (url := find(path))), None)
    return _permanent_redirect(url) if url else None


def _permanent_redirect(url: str) -> HttpResponse:
    # A browser that cached a permanent redirect would loop after the old URL is in use again.
    return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})
