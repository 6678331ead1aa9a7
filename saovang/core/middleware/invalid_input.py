"""What nobody can mean ends in a plain 400, where it would have been an error of the server."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)


class RejectInvalidInputMiddleware:
    """Reads every form as UTF-8, and refuses a value in an address that the database cannot hold.

    Browsers send UTF-8, as the pages are; of a form that claims another encoding Django could not even make the
    page that refuses it. PostgreSQL has no NUL in a text, and no row has a key of thirty digits; what people type
    into forms is judged before that, by the form and field by field.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.encoding not in (None, "utf-8"):
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Told in the log, for it may be a fault of ours all the same."""
        if not _is_of_a_value(exception):
            return None
        logger.warning("a value that the database refuses", exc_info=exception)
        return bad_request(request, exception)


def _is_of_a_value(exception: Exception) -> bool:
    """Django knows no class for SQLite's ways of saying so, only their words."""
    if isinstance(exception, DataError | OverflowError):
        return True
    said = str(exception)
    return isinstance(exception, DatabaseError) and ("user-defined function" in said or "too large (maximum" in said)
