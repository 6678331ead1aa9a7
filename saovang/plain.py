"""What nobody can mean ends in a plain 400, wherever it would have failed."""

import logging

from django.core.exceptions import BadRequest
from django.db import DatabaseError, DataError
from django.views.defaults import bad_request

logger = logging.getLogger(__name__)


class PlainRequestMiddleware:
    """Refuses a NUL in an address and a value that the database cannot hold; reads every form as UTF-8.

    PostgreSQL has no NUL in a text, and no row has a key of thirty digits. What people type into forms is judged
    before, by the form and field by field. Browsers send UTF-8, as the pages are; of a form that claims another
    encoding Django could not even make the page that refuses it.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:
            raise BadRequest("a NUL in the address")
        if request.encoding not in (None, "utf-8"):
            request.encoding = "utf-8"
        return self.get_response(request)

    def process_exception(self, request, exception: Exception):
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
