from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from saovang.desk.downloads import download
from saovang.desk.panels import Table, panels


def help_page(request: HttpRequest) -> TemplateResponse:
    context = admin.site.each_context(request) | {
        "title": "Hướng dẫn dùng bàn biên tập",
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return TemplateResponse(request, "desk/help.html", context)


def table(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The whole of a table of the first page, for those who see it there."""
    for panel in panels.for_request(request):
        if isinstance(panel, Table) and panel.name == name:
            return download(panel.whole(), name, kind)
    raise Http404
