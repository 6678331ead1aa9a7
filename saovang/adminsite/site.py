from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from saovang.adminsite.dashboard import TaskList, dashboard


class SaoVangAdminSite(AdminSite):
    """Django's admin with the day's work on its first page."""

    site_title = site_header = "Bàn biên tập"
    index_title = "Việc hôm nay"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        cards = list(dashboard.cards_for(request))
        work = [card for card in cards if isinstance(card, TaskList)]
        charts = [card for card in cards if not isinstance(card, TaskList)]
        return super().index(request, {"work": work, "figures": charts} | (extra_context or {}))
