from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from saovang.accounts import mfa

# To set the second step up, to change a password, to leave.
OPEN = [
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:jsi18n",
]


class RequireMFAMiddleware:
    """Where two steps are required, who lacks the second can do nothing at the desk but set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")
        self.open = set(map(reverse, OPEN))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(self.desk)
            and request.path not in self.open
            and request.user.is_authenticated
            and mfa.are_required()
            and not mfa.has(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
