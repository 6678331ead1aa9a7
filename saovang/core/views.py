"""Error pages, sitemap and security.txt."""

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
    """Render the 500 page, or the 503 page if the database or the object store is unavailable."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | StorageUnavailableError):
        return service_unavailable()
    return render(None, "500.html", status=500)


def service_unavailable() -> HttpResponse:
    """Answer 503 with Retry-After while the database or the object store is unavailable."""
    response = render(None, "503.html", status=503)
    response["Retry-After"] = "30"
    return response


def sitemap_section(request: HttpRequest, **options: Any) -> TemplateResponse:
    """Render one page of a section of the sitemap, validating its page number for the page cache."""
    get_page_number(request, "p")
    return sitemap(request, template_name="sitemap.xml", **options)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer whom to report a vulnerability to (RFC 9116). Not cached, because it contains an expiry time."""
    expires = timezone.localtime().replace(microsecond=0) + timedelta(days=180)
    response = render(request, "security.txt", {"expires": expires}, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
