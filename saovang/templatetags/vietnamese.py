"""Figures, telephone numbers and people's names as they are written in Viet Nam."""

import re

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """141789 → "141.789"."""
    return f"{number:,}".replace(",", ".")


@register.filter
def dialled(telephone: str) -> str:
    """What a telephone dials, digits and a leading plus only: "0237 383 5076" → "02373835076"."""
    return re.sub(r"(?<!^)\+|[^\d+]", "", telephone.strip())


@register.filter
def full_name(user) -> str:
    """The family name first; an account without a name is called by its user name."""
    return f"{user.last_name} {user.first_name}".strip() or user.get_username()
