import sys
from datetime import timedelta
from typing import Any

from django.contrib.sitemaps.views import sitemap
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone

from saovang.core.exceptions import StorageUnavailableError
from saovang.core.pagination import get_page_number


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for an error of the server; one of patience where database or object store are away."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | StorageUnavailableError):
        return service_unavailable()
    return render(None, "500.html", status=500)


def service_unavailable() -> HttpResponse:
    """What is asked for is away, and will be back."""
    response = render(None, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def sitemap_section(request: HttpRequest, **options: Any) -> TemplateResponse:
    """Django's own view of a part of the sitemap; each of its pages is kept by itself."""
    get_page_number(request, "p")
    return sitemap(request, template_name="sitemap.xml", **options)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). Never kept, since it says how long it holds."""
    expires = timezone.localtime().replace(microsecond=0) + timedelta(days=180)
    response = render(request, "security.txt", {"expires": expires}, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
