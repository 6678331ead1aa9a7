from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from js_asset import Media

from saovang.desk.forms import ComposedForm
from saovang.pages.models import Page


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    form = ComposedForm
    list_display = ["title", "place", "order"]
    list_editable = ["place", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "place", "order"]

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The editor's import map is an inline script and needs the nonce of this answer."""
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # of django-csp's middleware
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        return super().render_change_form(request, context, *args, **kwargs)
