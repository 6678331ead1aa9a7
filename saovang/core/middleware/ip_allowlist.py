"""Which addresses may open what. Asked, never kept."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network, IPv6Network, ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from saovang.core.http import get_client_ip


def is_client_in(request: HttpRequest, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(get_client_ip(request))
    except ValueError:
        return False
    if mapped := getattr(address, "ipv4_mapped", None):
        address = mapped
    return any(address in network for network in networks)


class AdminIPAllowlistMiddleware:
    """With ADMIN_ALLOWED_NETWORKS set, the desk and its sign-in answer those networks alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.ADMIN_ALLOWED_NETWORKS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.desk) and not is_client_in(request, settings.ADMIN_ALLOWED_NETWORKS):
            raise PermissionDenied
        return self.get_response(request)
