"""Links that share a page."""

import json
from base64 import b64encode

from django import template
from django.utils.http import urlencode

register = template.Library()


@register.filter
def zalo_share_url(url: str) -> str:
    """Return the URL that shares `url` on Zalo, which takes it as JSON in base 64."""
    data = b64encode(json.dumps({"url": url}).encode()).decode()
    return f"https://button-share.zalo.me/share_external?{urlencode({'d': data})}"
