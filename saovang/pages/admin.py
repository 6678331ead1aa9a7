from django.contrib import admin
from js_asset import Media

from saovang.pages.models import Page


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    list_display = ["title", "place", "order"]
    list_editable = ["place", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "place", "order"]

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script and needs the nonce of this answer."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
