"""Forms of sign-in and passwords, with Vietnamese labels and hints for password managers and phone keyboards."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    AdminUserCreationForm,
    PasswordChangeForm,
)
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from saovang.accounts.lockout import check_secret
from saovang.accounts.models import User
from saovang.accounts.passwords import normalize_password

logger = logging.getLogger(__name__)
T = TypeVar("T")
PASSKEY_FAILED = "Khóa đăng nhập này không dùng được ở đây. Hãy thử lại, hoặc dùng cách khác."


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        username, password = self.fields["login"], self.fields["password"]
        username.label, password.label, password.help_text = "Tên đăng nhập", "Mật khẩu", ""
        username.widget.attrs = {"id": "id_username", "autocomplete": "username", "autocapitalize": "none"}
        username.widget.attrs["autofocus"] = True
        password.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        return User.normalize_username(super().clean_login())

    def clean(self) -> dict:
        """Reject accounts that are not staff with the message of a wrong password, so that names cannot be probed."""
        cleaned_data = super().clean()
        if self.user and not self.user.is_staff:
            raise get_adapter().validation_error("username_password_mismatch")
        return cleaned_data


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget.attrs.pop("placeholder", None)


class _CodeFieldMixin:
    """Limit guesses, make phones show a numeric keyboard and offer the code they know."""

    fields: dict[str, forms.Field]
    user: User
    code_label = "Mã sáu chữ số, hoặc một mã dự phòng"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.code_label
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        return check_secret(context.request, self.user, super().clean_code)  # type: ignore[misc]


class MFAAuthenticateForm(_CodeFieldMixin, mfa_forms.AuthenticateForm):
    pass


class MFAReauthenticateForm(_CodeFieldMixin, mfa_forms.ReauthenticateForm):
    pass


class _PasskeyMixin:
    """Refuse what is no credential. The parsers of fido2 raise errors of many kinds for hostile input."""

    def _parse(self, parse: Callable[[], T]) -> T:
        try:
            return parse()
        except ValidationError as error:
            raise ValidationError(PASSKEY_FAILED) from error
        except Exception as error:
            logger.info("a passkey was refused: %r", error)
            raise ValidationError(PASSKEY_FAILED) from error


class AddPasskeyForm(_PasskeyMixin, webauthn_forms.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label="Tên để nhận ra máy này", max_length=100, required=False)

    def clean(self) -> dict:
        return self._parse(super().clean)


class AuthenticatePasskeyForm(_PasskeyMixin, webauthn_forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return check_secret(context.request, self.user, partial(self._parse, super().clean_credential))


class ReauthenticatePasskeyForm(AuthenticatePasskeyForm):
    reauthenticated = True


class ActivateTOTPForm(_CodeFieldMixin, totp_forms.ActivateTOTPForm):
    code_label = "Mã sáu chữ số mà ứng dụng hiện ra"


class _PasswordsMixin:
    """Validate the normal form of new passwords, which has fewer characters than some keyboards type."""

    cleaned_data: dict[str, Any]

    def validate_passwords(self, *args: Any, **kwargs: Any) -> None:
        for name, value in self.cleaned_data.items():
            if "password" in name and isinstance(value, str):
                self.cleaned_data[name] = normalize_password(value)
        super().validate_passwords(*args, **kwargs)  # type: ignore[misc]


class ChangePasswordForm(_PasswordsMixin, PasswordChangeForm):
    def clean_old_password(self) -> str:
        """Return the password. Raises ValidationError if it is wrong; guesses are limited as at sign-in."""
        password = self.cleaned_data["old_password"]
        if authenticate(context.request, username=self.user.get_username(), password=password) is None:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return password


class UserCreationForm(_PasswordsMixin, AdminUserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django's change_form.js focuses the first field too, and Chromium complains about the second attempt.
        self.fields["username"].widget.attrs.pop("autofocus", None)


class SetUserPasswordForm(_PasswordsMixin, AdminPasswordChangeForm):
    # Django's own text is partly untranslated. Its script finds the warning by this id.
    usable_password_help_text = mark_safe(
        "Tắt mật khẩu thì tài khoản không đăng nhập được nữa."
        '<ul id="id_unusable_warning" class="messagelist"><li class="warning">Mật khẩu hiện nay sẽ mất hẳn.</li></ul>'
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["usable_password"])
