"""allauth's forms, in the words and with the keyboards of this desk."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.utils.safestring import mark_safe


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label, password.help_text = "Tên đăng nhập", "Mật khẩu", ""
        name.widget.attrs = {"id": "id_username", "autocomplete": "username", "autocapitalize": "none"}
        name.widget.attrs["autofocus"] = True
        password.widget.attrs.pop("placeholder", None)

    def clean(self) -> dict:
        """Who has no business at the desk hears the same as who mistyped: names cannot be told by trying."""
        cleaned = super().clean()
        if self.user and not self.user.is_staff:
            raise get_adapter().validation_error("username_password_mismatch")
        return cleaned


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget.attrs.pop("placeholder", None)


class _Code:
    """A code of digits: the phone shows digits to type, and offers the one it knows."""

    fields: dict[str, forms.Field]
    label = "Mã sáu chữ số, hoặc một mã dự phòng"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}


class CodeForm(_Code, AuthenticateForm):
    pass


class CodeAgainForm(_Code, ReauthenticateByCodeForm):
    pass


class TurnOnForm(_Code, ActivateTOTPForm):
    label = "Mã sáu chữ số mà ứng dụng hiện ra"


class SomebodysPasswordForm(AdminPasswordChangeForm):
    """Django says a part of the help in English, whatever the language; its script looks for the list by its id."""

    usable_password_help_text = mark_safe(
        "Tắt mật khẩu thì tài khoản không đăng nhập được nữa."
        '<ul id="id_unusable_warning" class="messagelist"><li class="warning">Mật khẩu hiện nay sẽ mất hẳn.</li></ul>'
    )
