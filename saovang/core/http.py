"""The IP address of a client, also behind a proxy."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def get_client_ip(request: HttpRequest) -> str:
    """Return the last address in X-Forwarded-For that is not in TRUSTED_PROXIES.

    The header is read only if the connection comes from TRUSTED_PROXIES, or from a Unix socket, which has no address.
    Any other client could write into it what it likes.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    address = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    while hops and _is_trusted(address):
        nearest = hops.pop()
        if not _is_address(nearest):
            break
        address = nearest
    return address


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(address: str) -> bool:
    return any(ip_address(address) in network for network in settings.TRUSTED_PROXIES)
