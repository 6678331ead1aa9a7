"""The IP address of a client, also behind a proxy, and the URLs of the portal without a request."""

import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

logger = logging.getLogger(__name__)

# RFC 7239, section 6: an IPv6 address with a port is in brackets. Some proxies write brackets without a port.
_WITH_PORT = re.compile(r"\[([^\]]*)\](?::\d+)?|([\d.]+):\d+")


def main_host() -> str:
    """Return the first host of ALLOWED_HOSTS, which is the portal's own."""
    return settings.ALLOWED_HOSTS[0].removeprefix(".")


def absolute_url(path: str) -> str:
    """Return the URL of `path` on the main host, for what is written without a request."""
    return f"{'https' if settings.HTTPS else 'http'}://{main_host()}{path}"


@lru_cache(maxsize=4096)
def cached_reverse(name: str, *args: str) -> str:
    """Return `reverse(name, args=args)`: a page has dozens of links, and each takes 20 µs."""
    return reverse(name, args=args)


def get_client_ip(request: HttpRequest) -> str:
    """Return the last IP in X-Forwarded-For that is not in TRUSTED_PROXIES.

    The header is read only if the connection comes from TRUSTED_PROXIES, or from a Unix socket, which has no address.
    Any other client could forge it.
    """
    hops = [hop for hop in map(str.strip, request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")) if hop]
    ip = request.META.get("REMOTE_ADDR") or "127.0.0.1"
    while hops and _is_trusted(ip):
        previous = _parse_ip(hops[-1])
        if previous is None:
            logger.warning("X-Forwarded-For of the trusted proxy %s is unreadable: %.100r", ip, hops[-1])
            break
        ip = str(previous)
        hops.pop()
    return ip


def get_client_id(request: HttpRequest) -> str:
    """Return the IPv4 address of the client, or the first address of its IPv6 /64, all of which is one subscriber's."""
    ip = get_client_ip(request)
    return str(ip_network(f"{ip}/64", strict=False)[0]) if isinstance(_parse_ip(ip), IPv6Address) else ip


def get_client_network(request: HttpRequest) -> str:
    """Return the network of the client, /24 or /64, which is what may be stored of an address."""
    ip = _parse_ip(get_client_ip(request))
    return "" if ip is None else str(ip_network(f"{ip}/{24 if ip.version == 4 else 64}", strict=False))


def is_client_in(request: HttpRequest, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    """Return True if the client's IP is in one of the networks."""
    ip = _parse_ip(get_client_ip(request))
    return ip is not None and any(ip in network for network in networks)


def _is_trusted(ip: str) -> bool:
    parsed = _parse_ip(ip)
    return parsed is not None and any(parsed in network for network in settings.TRUSTED_PROXIES)


def _parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Return the IP without port, brackets, quotes and zone. An IPv4 address mapped into IPv6 becomes IPv4."""
    text = text.strip('" ')
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2] or ""
    try:
        ip = ip_address(text.partition("%")[0])  # a zone names an interface of the proxy
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
