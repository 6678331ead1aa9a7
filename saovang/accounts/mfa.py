"""Signing in with a second step: who has it, who must have it, and how it is taken off a lost phone."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled

from saovang.accounts.models import LoginPolicy, User


def are_required() -> bool:
    return LoginPolicy.objects.filter(mfa_required=True).exists()


def has(user: User) -> bool:
    return is_mfa_enabled(user, [Authenticator.Type.TOTP])


def reset(user: User) -> bool:
    """Take the authenticator app and the recovery codes off an account; False where it had none."""
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    return bool(deleted)
