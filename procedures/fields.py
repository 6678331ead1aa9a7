"""Validators and model fields for what staff type: web addresses, plain text."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.db.models import Q

from saovang.core.fields import CleanURLField
from saovang.core.forms import CleanCharField
from saovang.links.hosts import OFFICIAL_DOMAINS, is_official_host

HTTP_SCHEMES = ("http://", "https://")
INVALID_URL = "Địa chỉ trang web phải bắt đầu bằng https:// hoặc http://, ví dụ: https://dichvucong.gov.vn."
NOT_OFFICIAL = "Nguồn phải là trang của cơ quan nhà nước, bắt đầu bằng https://: {}.".format(
    ", ".join(f"*.{domain}" for domain in OFFICIAL_DOMAINS)
)
MARKUP = re.compile(r"</?[a-z!]", re.IGNORECASE)

_validate_url = URLValidator(schemes=["http", "https"], message=INVALID_URL)


def validate_plain_text(text: str) -> None:
    """Raise ValidationError if `text` holds an HTML tag or a spreadsheet formula."""
    if MARKUP.search(text):
        raise ValidationError("Chỉ ghi chữ thường, không ghi mã HTML.", code="markup")
    if text.startswith("="):
        raise ValidationError("Chỉ ghi chữ thường, không ghi công thức.", code="formula")


def validate_http_url(url: str) -> None:
    """Raise ValidationError if `url` is not a full URL that starts with one of HTTP_SCHEMES, in lower case."""
    if not url.startswith(HTTP_SCHEMES):
        raise ValidationError(INVALID_URL, code="invalid")
    _validate_url(url)


def validate_official_url(url: str) -> None:
    """Raise ValidationError unless `url` is an https URL of a site in OFFICIAL_DOMAINS."""
    validate_http_url(url)
    parts = urlsplit(url)
    if parts.scheme != "https" or not is_official_host(parts.hostname or ""):
        raise ValidationError(NOT_OFFICIAL, code="not_official")


class HttpURLField(CleanURLField):
    """A URL with the scheme http or https."""

    validate_url = staticmethod(validate_http_url)

    form_class: type[forms.Field] = CleanCharField  # not CleanURLField, which adds a scheme to a value without one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        super().__init__(*args, **kwargs)

    @property
    def validators(self) -> list:
        return [MaxLengthValidator(self.max_length), self.validate_url]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return models.Field.formfield(self, **{"form_class": self.form_class, "max_length": self.max_length} | kwargs)


class OfficialURLField(HttpURLField):
    """A URL of the source of a statement about the law."""

    validate_url = staticmethod(validate_official_url)


def is_blank_or_https_url(name: str) -> Q:
    """Return the condition of a constraint on the field `name` of a source."""
    return Q(**{name: ""}) | Q(**{f"{name}__startswith": "https://"})


def is_blank_or_http_url(name: str) -> Q:
    """Return the condition of a constraint on the URL field `name`."""
    return Q(**{name: ""}) | Q(**{f"{name}__startswith": "http://"}) | Q(**{f"{name}__startswith": "https://"})
