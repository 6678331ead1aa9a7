"""The admin site: a dashboard as index page, a help page and downloads of tables."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from saovang import __version__
from saovang.adminsite.dashboard import Actions, TableCard, TaskList, dashboard
from saovang.adminsite.exports import download
from saovang.adminsite.links import link_sources
from saovang.core.limits import fork_server
from saovang.core.sentence_case import sentence_case
from saovang.journal.services import Event, record

# The apps on the index page that staff open most often, the first one first. The others follow.
FREQUENT_APPS = ["news", "procedures", "pages", "directory"]

MAX_TEXT_LENGTH = 1000  # characters of a title or a heading


class SaoVangAdminSite(AdminSite):
    """Admin site whose index page starts with a dashboard."""

    site_title = site_header = "Bàn biên tập"
    index_title = "Việc hôm nay"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        fork_server.start()  # so that the first upload does not wait for it
        return super().each_context(request) | {"version": __version__}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [
            path("huong-dan/", self.admin_view(self.help_page), name="help"),
            path("duong-dan/", self.admin_view(self.find_links), name="find_links"),
            path("chu-thuong/", self.admin_view(self.sentence_case), name="sentence_case"),
            path("tai-ve/<slug:name>.<slug:format>", self.admin_view(self.download_table), name="download_table"),
            path("r/<int:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"),
            *super().get_urls(),
        ]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        order = {label: number for number, label in enumerate(FREQUENT_APPS)}
        return sorted(apps, key=lambda app: order.get(app["app_label"], len(order)))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        cards = list(dashboard.cards_for(request))
        task_lists = [card for card in cards if isinstance(card, TaskList)]
        context = {
            "actions": [row for card in cards if isinstance(card, Actions) for row in card.rows],
            "task_lists": [card for card in task_lists if card.total],
            "empty_lists": [card.title for card in task_lists if not card.total],
            "statistics": [card for card in cards if not isinstance(card, Actions | TaskList)],
        }
        return super().index(request, context | (extra_context or {}))

    def help_page(self, request: HttpRequest) -> TemplateResponse:
        context = self.each_context(request) | {
            "title": "Hướng dẫn dùng bàn biên tập",
            "failures": settings.AXES_FAILURE_LIMIT,
            "minutes": settings.AXES_COOLOFF_TIME // timedelta(minutes=1),
            "idle_minutes": settings.SESSION_IDLE_MINUTES,
            "hours": settings.SESSION_COOKIE_AGE // 3600,
        }
        return TemplateResponse(request, "adminsite/help.html", context)

    def view_on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> HttpResponse:
        """Redirect to the public page of an object.

        Raises Http404 if it has none or if the user may not view it: Django's view tells the URL of any draft.
        """
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        model_admin = self.get_model_admin(model)
        obj = model_admin.get_object(request, object_id)
        if obj is None or not model_admin.has_view_permission(request, obj):
            raise Http404
        view = model_admin.view_on_site
        url = view(obj) if callable(view) else view and hasattr(obj, "get_absolute_url") and obj.get_absolute_url()
        if not url:
            raise Http404
        return redirect(url)

    def download_table(self, request: HttpRequest, name: str, format: str) -> HttpResponse:
        """Download the complete table of a dashboard card. Raises Http404 if there is none that the user may see."""
        for card in dashboard.cards_for(request):
            if isinstance(card, TableCard) and card.name == name:
                response = download(card.load_full(), name, format)
                record(Event.EXPORT, detail=f"{name}.{format}")
                return response
        raise Http404

    def sentence_case(self, request: HttpRequest) -> JsonResponse:
        """Return a text in capitals as a sentence, for the title and the headings in the form."""
        return JsonResponse({"text": sentence_case(request.GET.get("chu", "")[:MAX_TEXT_LENGTH])})

    def find_links(self, request: HttpRequest) -> JsonResponse:
        """Return pages and files of the portal that match `q`, for the link dialog of the editor."""
        targets = link_sources.find(request.GET.get("q", ""))
        return JsonResponse({"links": [target._asdict() for target in targets]})
