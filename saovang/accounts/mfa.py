"""State of multi-factor authentication (MFA) of accounts."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from saovang.accounts.models import LoginPolicy, User


def is_required() -> bool:
    """Return True if the login policy requires MFA of every account."""
    return LoginPolicy.objects.filter(mfa_required=True).exists()


def is_enabled(user: User) -> bool:
    """Return True if `user` has set up an authenticator app."""
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def reset(user: User) -> bool:
    """Delete the authenticator app and recovery codes of `user`. Return False if there were none."""
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    return bool(deleted)
