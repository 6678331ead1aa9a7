"""What staff type, checked where it is typed: telephones, web addresses, plain text."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q

telephone = RegexValidator(
    r"^(\+84|[0-9])[0-9 .\-]{2,17}[0-9]\Z",
    "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm hoặc gạch nối, ví dụ: 0237 383 5076.",
)

WEB = ("http://", "https://")
MARKUP = re.compile(r"</?[a-z!]", re.IGNORECASE)


def plain(text: str) -> None:
    """Neither a tag nor a formula: in a sheet these came along by mistake, or were put there."""
    if MARKUP.search(text):
        raise ValidationError("Chỉ ghi chữ thường, không ghi mã HTML.", code="markup")
    if "\0" in text:
        raise ValidationError("Có ký tự lạ, hãy gõ lại.", code="null")
    if text.startswith("="):
        raise ValidationError("Chỉ ghi chữ thường, không ghi công thức.", code="formula")


NO_WEB_ADDRESS = "Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://, ví dụ: https://dichvucong.gov.vn."
_is_url = URLValidator(schemes=["http", "https"], message=NO_WEB_ADDRESS)


def web_address(address: str) -> None:
    """An address that can stand in a link. The database asks for a small http, so that is asked for here, too."""
    if not address.startswith(WEB):
        raise ValidationError(NO_WEB_ADDRESS, code="invalid")
    _is_url(address)


class WebAddressField(models.URLField):
    """A full address, http or https only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    @property
    def validators(self) -> list:
        return [MaxLengthValidator(self.max_length), web_address]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        # What was typed is judged as it is: nothing is put before an address that lacks its beginning.
        return models.Field.formfield(self, **{"max_length": self.max_length} | kwargs)


def is_web_address(name: str) -> Q:
    """The condition, for a constraint, that the field `name` is empty or an address of the web."""
    return Q(**{name: ""}) | Q(**{f"{name}__startswith": WEB[0]}) | Q(**{f"{name}__startswith": WEB[1]})
