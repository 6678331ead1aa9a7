"""How allauth signs people in here: by name and password, nobody by themselves, then the second step."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from saovang.accounts import two_steps
from saovang.client_address import client_address

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy xem lại phím Caps Lock và bộ gõ tiếng Việt."
TOO_MANY = "Đã nhập sai nhiều lần. Hãy đợi ít phút rồi thử lại."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "incorrect_password": "Mật khẩu không đúng.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def pre_authenticate(self, request, **credentials) -> None:
        """Axes counts failed passwords: in the database, and by address too, so that nobody locks out another."""

    def get_client_ip(self, request) -> str:
        return client_address(request)


class TwoStepsAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã không đúng hoặc đã hết hạn. Hãy nhập mã đang hiện trong ứng dụng.",
        "cannot_delete_authenticator": "Đơn vị bắt buộc đăng nhập hai bước nên không tắt được.",
        "cannot_generate_recovery_codes": "Hãy bật đăng nhập hai bước trước khi tạo mã dự phòng.",
    }

    def can_delete_authenticator(self, authenticator) -> bool:
        return not two_steps.are_required()
