"""Adapters of django-allauth: messages, reauthentication, encryption of MFA secrets."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse

from saovang.accounts import encryption, mfa
from saovang.accounts.devices import get_device, remember_device
from saovang.accounts.lockout import LOCKED_OUT
from saovang.accounts.models import User
from saovang.accounts.notifications import notify
from saovang.accounts.sessions import device_name
from saovang.core.http import get_client_ip, get_client_network
from saovang.journal.services import Event, record

LOGIN_FAILED = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy xem lại phím Caps Lock và bộ gõ tiếng Việt."

INCORRECT_CODE = "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng."
CANNOT_DELETE = "Đơn vị bắt buộc đăng nhập hai bước nên phải thêm cách khác trước khi bỏ cách này."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": LOGIN_FAILED,
        "incorrect_password": "Mật khẩu không đúng.",
        "too_many_login_attempts": LOCKED_OUT,
        "rate_limited": LOCKED_OUT,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Skip the rate limit of allauth: django-axes counts failures."""

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """Record the sign-in, tell the owner of a new device and remember it."""
        device, is_new = device_name(request.headers.get("User-Agent", "")), get_device(request, user) is None
        record(Event.SIGN_IN, user, request, f"{device}, thiết bị mới" if is_new else device)
        if is_new:
            notify(user, f"đăng nhập trên thiết bị mới, {device}, mạng {get_client_network(request)}.")
        response = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_ip(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Return False for ACCOUNT_REAUTHENTICATION_TIMEOUT seconds after the sign-in itself.

        allauth accepts reauthentication only, so it would ask for the password twice when MFA is set up at sign-in.
        """
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] >= app_settings.REAUTHENTICATION_TIMEOUT


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": INCORRECT_CODE,
        "cannot_delete_authenticator": CANNOT_DELETE,
        "cannot_generate_recovery_codes": "Hãy bật đăng nhập hai bước trước khi tạo mã dự phòng.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return mfa.can_delete(authenticator)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Return the name of a new passkey: the device on which it is made."""
        return device_name(context.request.headers.get("User-Agent", ""))

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)
