"""Multi-factor authentication (MFA): its state, and the middleware that enforces it on the admin site."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from saovang.accounts.models import LoginPolicy, User
from saovang.accounts.notifications import notify
from saovang.accounts.roles import PUBLISH
from saovang.journal.services import Event, record

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]  # recovery codes only replace one of these
# Pages to sign in and out, to set up MFA and to change the password.
EXEMPT_URL_NAMES = [
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:jsi18n",
]


def is_required(user: User) -> bool:
    """Return True if `user` has to use MFA: publishers with REQUIRE_MFA, everybody by the login policy."""
    must_as_publisher = settings.REQUIRE_MFA and user.has_perm(PUBLISH)
    return must_as_publisher or LoginPolicy.objects.filter(mfa_required=True).exists()


def is_enabled(user: User) -> bool:
    """Return True if `user` has set up an authenticator app or a passkey."""
    return is_mfa_enabled(user, SECOND_STEPS)


def can_delete(authenticator: Authenticator) -> bool:
    """Return False for the last second step of a user who has to have one."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_STEPS).exclude(pk=authenticator.pk)
    return others.exists() or not is_required(authenticator.user)


def reset(user: User) -> bool:
    """Delete the authenticator app, passkeys and recovery codes of `user`. Return False if there were none."""
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        record(Event.MFA_REMOVED, detail=user.get_username())
        notify(user, "đăng nhập hai bước đã được tắt.")
    return bool(deleted)


class RequireMFAMiddleware:
    """Redirect users who have to set MFA up from the admin site to the page for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin_path = reverse("admin:index")
        self.exempt_paths = set(map(reverse, EXEMPT_URL_NAMES))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            request.path.startswith(self.admin_path)
            and request.path not in self.exempt_paths
            and request.user.is_authenticated
            and is_required(request.user)
            and not is_enabled(request.user)
        ):
            return redirect("mfa_index")
        return self.get_response(request)
