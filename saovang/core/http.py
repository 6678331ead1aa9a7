"""The client's IP address, also behind proxies."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def get_client_ip(request: HttpRequest) -> str:
    """Return the last IP in X-Forwarded-For that is not a trusted proxy.

    The header is used only if the connection comes from a proxy in TRUSTED_PROXIES or through a Unix socket, which
    has no IP: anyone else could write anything into it.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    ip = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    while hops and _is_trusted(ip):
        previous = hops.pop()
        if _parse_ip(previous) is None:
            break
        ip = previous
    return ip


def is_client_in(request: HttpRequest, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Return True if the client's IP is in one of the networks."""
    ip = _parse_ip(get_client_ip(request))
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip is not None and any(ip in network for network in networks)


def _is_trusted(ip: str) -> bool:
    parsed = _parse_ip(ip)
    return parsed is not None and any(parsed in network for network in settings.TRUSTED_PROXIES)


def _parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
