from datetime import timedelta

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from saovang.adminsite.dashboard import TableCard, dashboard
from saovang.adminsite.exports import download


def help_page(request: HttpRequest) -> TemplateResponse:
    context = admin.site.each_context(request) | {
        "title": "Hướng dẫn dùng bàn biên tập",
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
        "hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return TemplateResponse(request, "adminsite/help.html", context)


def download_table(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """Download the complete table of a dashboard card. Raises Http404 if there is none that the user may see."""
    for card in dashboard.cards_for(request):
        if isinstance(card, TableCard) and card.name == name:
            return download(card.load_full(), name, format)
    raise Http404
