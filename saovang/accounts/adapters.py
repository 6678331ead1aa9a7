"""How allauth signs people in here: by name and password, nobody by themselves, then the second step."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from saovang.accounts import encryption, mfa
from saovang.core.http import get_client_ip

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy xem lại phím Caps Lock và bộ gõ tiếng Việt."
TOO_MANY = "Đã nhập sai nhiều lần. Hãy đợi ít phút rồi thử lại."
FRESH = 300  # seconds for which who signed in is not asked for the password again


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "incorrect_password": "Mật khẩu không đúng.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Axes counts failed passwords: in the database, and by address too, so that nobody locks out another."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return get_client_ip(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Who gave the password a moment ago, at the sign-in itself, goes straight on to the second step."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] >= FRESH


class TwoStepsAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng.",
        "cannot_delete_authenticator": "Đơn vị bắt buộc đăng nhập hai bước nên không tắt được.",
        "cannot_generate_recovery_codes": "Hãy bật đăng nhập hai bước trước khi tạo mã dự phòng.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not mfa.are_required()

    def encrypt(self, text: str) -> str:
        """What the database and its backups hold of the second step is worth nothing without SECRET_KEY."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)
