"""Answer 400 to requests whose values the database cannot store."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)


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
        if not is_invalid_value_error(exception):
            return None
        logger.warning("Rejected a value that the database cannot store", exc_info=exception)
        return bad_request(request, exception)


def is_invalid_value_error(exception: Exception) -> bool:
    """Return True if the database refused a value; SQLite raises general errors, known by their messages."""
    if isinstance(exception, DataError | OverflowError):
        return True
    message = str(exception)
    return isinstance(exception, DatabaseError) and (
        "user-defined function" in message or "too large (maximum" in message
    )
