"""What the signals of Django and django-allauth tell of accounts, for the journal and for the owner."""

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from saovang.accounts.models import User
from saovang.accounts.notifications import notify
from saovang.core.http import get_client_network
from saovang.journal.models import SecurityEvent
from saovang.journal.services import Event, record

NAMES: dict[str, str] = {
    Authenticator.Type.TOTP: "ứng dụng xác thực",
    Authenticator.Type.WEBAUTHN: "khóa đăng nhập",
    Authenticator.Type.RECOVERY_CODES: "mã dự phòng",
}


def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **signal: object) -> None:
    """Record a wrong password or code. Attempts that axes refused without looking are left out.

    What was typed as an unknown name may be a password, so it is not recorded, and such attempts once an hour.
    """
    if request is None or getattr(request, "axes_failures_since_start", None) is None:
        return
    username = User.normalize_username(credentials.get("username") or "")
    user = User.objects.filter(username=username).first()
    detail = "Tạm khóa" if request.axes_locked_out else ""  # type: ignore[attr-defined]
    if user is None:
        detail = "Tên không có trong trang"
        since = timezone.now() - timedelta(hours=1)
        if SecurityEvent.objects.filter(
            at__gt=since, event=Event.SIGN_IN_FAILED, detail=detail, network=get_client_network(request)
        ).exists():
            return
    record(Event.SIGN_IN_FAILED, user, request, detail)


def authenticator_added(user: User, authenticator: Authenticator, request: HttpRequest, **signal: object) -> None:
    name = NAMES[authenticator.type]
    record(Event.MFA_ADDED, user, request, name)
    notify(user, f"đã thêm {name} để đăng nhập hai bước.")


def authenticator_removed(user: User, authenticator: Authenticator, request: HttpRequest, **signal: object) -> None:
    name = NAMES[authenticator.type]
    record(Event.MFA_REMOVED, user, request, name)
    notify(user, f"đã bỏ {name} khỏi đăng nhập hai bước.")


def authenticator_used(user: User, authenticator: Authenticator, request: HttpRequest, **signal: object) -> None:
    record(Event.MFA_USED, user, request, NAMES[authenticator.type])
