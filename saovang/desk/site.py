from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse

from saovang.desk.panels import Listing, panels


class Desk(AdminSite):
    """Django's admin with the day's work on its first page."""

    site_title = site_header = "Bàn biên tập"
    index_title = "Việc hôm nay"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        made = list(panels.for_request(request))
        work = [panel for panel in made if isinstance(panel, Listing)]
        figures = [panel for panel in made if not isinstance(panel, Listing)]
        return super().index(request, {"work": work, "figures": figures} | (extra_context or {}))
