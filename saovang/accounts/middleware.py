"""Middleware that enforces multi-factor authentication on the admin site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from saovang.accounts import mfa

# Pages to sign in and out, to set up MFA and to change the password.
EXEMPT_URL_NAMES = [
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
    """Redirect users without MFA from the admin site to its setup page if the login policy requires MFA."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin_path = reverse("admin:index")
        self.exempt_paths = set(map(reverse, EXEMPT_URL_NAMES))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(self.admin_path)
            and request.path not in self.exempt_paths
            and request.user.is_authenticated
            and mfa.is_required()
            and not mfa.is_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
