"""The address a request came from, behind a proxy too."""

from functools import cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def get_client_ip(request: HttpRequest) -> str:
    """The nearest address in X-Forwarded-For that is no proxy of ours.

    The header is looked at only where the connection itself comes from a proxy named in TRUSTED_PROXIES (or
    through a Unix socket, which has no address); anybody else could write into it what they like.
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
    return any(ip_address(address) in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


@cache
def _networks(proxies: tuple[str, ...]) -> list:
    return [ip_network(proxy) for proxy in proxies]
