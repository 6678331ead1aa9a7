"""Filters that write numbers, telephone numbers, times and names as is usual in Vietnam."""

from django import template
from django.contrib.auth.models import AbstractUser

from saovang.core.datetimes import datetime_in_words, duration_in_words
from saovang.core.text import format_number, tel_digits

register = template.Library()
register.filter(format_number)
register.filter(tel_digits)
register.filter(datetime_in_words)
register.filter(duration_in_words)


@register.filter
def full_name(user: AbstractUser) -> str:
    """Return the name, family name first, or the username of an account without a name."""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()
