"""Restrict the admin site to networks."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from saovang.core.http import is_client_in


class AdminIPAllowlistMiddleware:
    """Answer 403 on the admin site and its sign-in outside ADMIN_ALLOWED_NETWORKS, if that is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.ADMIN_ALLOWED_NETWORKS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.admin_path = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path_info.startswith(self.admin_path)
        if is_admin and not is_client_in(request, settings.ADMIN_ALLOWED_NETWORKS):
            raise PermissionDenied
        return self.get_response(request)
