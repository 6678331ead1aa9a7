"""Type of requests that come from signed-in staff."""

from django.http import HttpRequest

from saovang.accounts.models import User


class AuthenticatedHttpRequest(HttpRequest):
    """A request to a view of the admin site, which admits signed-in users only."""

    user: User
