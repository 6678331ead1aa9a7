"""Middleware for every request: compression, id, response headers, values that no database stores, admin allowlist."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.views.defaults import bad_request

from saovang.core.http import is_client_in

logger = logging.getLogger(__name__)
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# Browsers play a recording that is opened alone only from its own origin. Scripts stay forbidden.
MEDIA_POLICY = "default-src 'none'; media-src 'self'; frame-ancestors 'none'; sandbox allow-same-origin"
# Stylesheets and scripts are no documents, but a worker follows the policy of its script.
STATIC_POLICY = "default-src 'self'"
current_request_id: ContextVar[str] = ContextVar("request_id", default="")


class CompressionMiddleware(GZipMiddleware):
    """Compress responses, but no recordings and no parts of files, whose numbers of bytes would no longer be right."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_recording = response.get("Content-Type", "").startswith(("audio/", "video/"))
        if is_recording or response.has_header("Content-Range"):
            return response
        return super().process_response(request, response)


class RequestIdMiddleware:
    """Set `request.id` to nginx's X-Request-ID, or to a new id if that is missing or malformed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = request.META.get("HTTP_X_REQUEST_ID", "")
        if not REQUEST_ID.fullmatch(request_id):
            request_id = uuid4().hex
        request.id = request_id  # type: ignore[attr-defined]  # read by JsonFormatter
        # Not reset at the end: Django logs an error after all middleware has returned.
        current_request_id.set(request_id)
        return self.get_response(request)


class ResourceHeadersMiddleware:
    """Allow other sites to embed media files only, and set the policies of media and static files.

    Feed readers embed photos, which needs a cross-origin Cross-Origin-Resource-Policy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(settings.MEDIA_URL):
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers["Content-Security-Policy"] = MEDIA_POLICY
        else:
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Content-Security-Policy", STATIC_POLICY)
        return response


class RejectInvalidInputMiddleware:
    """Read form data as UTF-8 and turn database value errors into 400 responses.

    PostgreSQL rejects NUL characters and integers out of range. Forms validate their own fields; this covers values
    taken from the URL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.encoding not in (None, "utf-8"):
            request.encoding = "utf-8"  # Django cannot render the error page in an unknown encoding
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 400 to a value error, and log it because it may also be a bug."""
        if not _is_invalid_value_error(exception):
            return None
        logger.warning("Rejected a value that the database cannot store", exc_info=exception)
        return bad_request(request, exception)


class AdminIPAllowlistMiddleware:
    """Answer 403 on the admin site and its sign-in outside ADMIN_ALLOWED_NETWORKS, if that is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.ADMIN_ALLOWED_NETWORKS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.admin_path = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path_info.startswith(self.admin_path)
        if is_admin and not is_client_in(request, settings.ADMIN_ALLOWED_NETWORKS):
            raise PermissionDenied
        return self.get_response(request)


def _is_invalid_value_error(exception: Exception) -> bool:
    """Return True if a field or the database refused a value; general errors are known by their messages.

    A field refuses the key of an object that is no number, as in the form data of an action of the admin site.
    """
    if isinstance(exception, DataError | OverflowError):
        return True
    message = str(exception)
    if isinstance(exception, ValueError):
        return message.startswith("Field '") and " expected a number but got " in message
    return isinstance(exception, DatabaseError) and (
        "user-defined function" in message or "too large (maximum" in message
    )
