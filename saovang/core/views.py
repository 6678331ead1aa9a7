"""Error pages, sitemap and security.txt."""

import re
import sys
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils import timezone

from saovang.core.exceptions import StorageUnavailableError
from saovang.core.not_found import not_found as alternatives
from saovang.core.pagination import get_page_number

# Files that programs look for and the names of which no page of an old portal had, as it had .aspx, .html or .php.
PROGRAM_FILE = re.compile(
    r"/\.|\.(?:bak|cfg|conf|css|env|gif|ico|ini|jpe?g|js|json|log|map|mjs|png|sql|svg|txt|webmanifest|webp|woff2?|xml|ya?ml)$",
    re.IGNORECASE,
)
FILE_EXTENSION = re.compile(r"\.\w+$")
PAGE_DESTINATIONS = {"document", "iframe", "frame", "embed", "object"}


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 404 page for people, and one line for programs: their many requests are for 10 KB less each.

    HEAD is the redirect middleware asking whether a page exists, or a program.
    """
    if _is_for_page(request):
        path = request.path if request.method == "GET" else ""
        nearest = alternatives.nearest(path)
        results = [link for link in alternatives.search(path) if nearest is None or link.url != nearest.url]
        return render(request, "404.html", {"nearest": nearest, "results": results}, status=404)
    return HttpResponse("Không có ở đây.\n", status=404, content_type="text/plain; charset=utf-8")


def _is_for_page(request: HttpRequest) -> bool:
    """Return whether a browser shows the response. Browsers before 2023 and other clients do not say for what it is."""
    if destination := request.headers.get("Sec-Fetch-Dest"):
        return destination in PAGE_DESTINATIONS
    accept = request.headers.get("Accept", "*/*")
    if PROGRAM_FILE.search(request.path):
        return False
    return "text/html" in accept or ("*/*" in accept and not FILE_EXTENSION.search(request.path))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Render the 400 page, or the 413 page if the form exceeds one of Django's limits (DATA_UPLOAD_MAX_…)."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(None, "413.html", status=413)
    return render(None, "400.html", status=400)


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


def icon(request: HttpRequest) -> HttpResponse:
    """Redirect a browser or a crawler that asks for the icon by its traditional name."""
    response = redirect(static("icons/icon-180.png"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


def sitemap_index(request: HttpRequest, sitemaps: Mapping[str, type[Sitemap]]) -> TemplateResponse:
    """Return Django's index of the sections that have entries: the schema allows none without."""
    sections: dict[str, type[Sitemap] | Sitemap] = {
        name: section for name, section in sitemaps.items() if section().paginator.count
    }
    return index(request, sections, sitemap_url_name="sitemap_section")


def sitemap_section(request: HttpRequest, sitemaps: Mapping[str, type[Sitemap]], section: str) -> TemplateResponse:
    """Render one page of a section of the sitemap, validating its page number for the page cache."""
    get_page_number(request, "p")
    response = sitemap(request, dict(sitemaps), section, template_name="sitemap.xml")
    if not (response.context_data or {})["urlset"]:
        raise Http404
    return response


def security_txt(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116). It is not cached, because it contains an expiry time."""
    expires = timezone.localtime().replace(microsecond=0) + timedelta(days=180)
    response = render(request, "security.txt", {"expires": expires}, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
