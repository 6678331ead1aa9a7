"""Devices on which an account has signed in, recognised by a signed cookie.

Failed attempts on such a device are counted apart, so nobody can lock an owner out of a device in use
(OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from saovang.accounts.models import User

SALT = "saovang.accounts.devices"
MAX_AGE = 365 * 24 * 3600  # seconds
MAX_ACCOUNTS = 10  # a shared computer; a cookie holds 4 kB


def get_device(request: HttpRequest, user: User) -> str | None:
    """Return the id of the device if `user` has signed in on it since the password was last set."""
    device, _, fingerprint = _read_cookie(request).get(str(user.pk), "").partition(".")
    return device if device and constant_time_compare(fingerprint, _fingerprint(device, user)) else None


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that identifies the device of `request`."""
    device = get_device(request, user) or get_random_string(16)
    others = {key: value for key, value in _read_cookie(request).items() if key != str(user.pk)}
    entries = [*others.items(), (str(user.pk), f"{device}.{_fingerprint(device, user)}")]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(dict(entries[-MAX_ACCOUNTS:]), salt=SALT),
        max_age=MAX_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read_cookie(request: HttpRequest) -> dict[str, str]:
    """Return the entries of the cookie by primary key of the account. Empty if there is no valid cookie."""
    try:
        return signing.loads(request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return {}


def _fingerprint(device: str, user: User) -> str:
    """Return a keyed hash that changes with the password, which revokes the device."""
    return salted_hmac(SALT, f"{user.pk}.{device}.{user.password}", algorithm="sha256").hexdigest()[:32]
