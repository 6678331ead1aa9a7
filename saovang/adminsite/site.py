from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from saovang import __version__
from saovang.adminsite.dashboard import TaskList, dashboard


class SaoVangAdminSite(AdminSite):
    """Admin site whose index page starts with a dashboard."""

    site_title = site_header = "Bàn biên tập"
    index_title = "Việc hôm nay"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"version": __version__}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        cards = list(dashboard.cards_for(request))
        context = {
            "task_lists": [card for card in cards if isinstance(card, TaskList)],
            "statistics": [card for card in cards if not isinstance(card, TaskList)],
        }
        return super().index(request, context | (extra_context or {}))
