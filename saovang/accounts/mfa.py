"""Multi-factor authentication (MFA): its state, and the middleware that enforces it on the admin site."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from saovang.accounts.models import LoginPolicy, User
from saovang.accounts.notifications import notify
from saovang.journal.services import Event, record

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


def is_required() -> bool:
    """Return True if the login policy requires MFA of every account."""
    return LoginPolicy.objects.filter(mfa_required=True).exists()


def is_enabled(user: User) -> bool:
    """Return True if `user` has set up an authenticator app."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def reset(user: User) -> bool:
    """Delete the authenticator app and recovery codes of `user`. Return False if there were none."""
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        record(Event.MFA_REMOVED, detail=user.get_username())
        notify(user, "đăng nhập hai bước đã được tắt.")
    return bool(deleted)


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
            and is_required()
            and not is_enabled(request.user)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)
