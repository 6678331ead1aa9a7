"""Figures, telephone numbers and people's names as they are written in Viet Nam."""

import re
from typing import TYPE_CHECKING

from django import template

if TYPE_CHECKING:
    from saovang.accounts.models import User

register = template.Library()


@register.filter
def format_number(number: int) -> str:
    """141789 → "141.789"."""
    return f"{number:,}".replace(",", ".")


@register.filter
def tel_digits(telephone: str) -> str:
    """What a telephone dials, digits only: "0237 383 5076" → "02373835076", "+84 237 383 5076" → the same."""
    digits = re.sub(r"[^0-9]", "", telephone)
    return f"0{digits.removeprefix('84')}" if telephone.strip().startswith("+84") else digits


@register.filter
def full_name(user: "User") -> str:
    """The family name first; an account without a name is called by its user name."""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()
