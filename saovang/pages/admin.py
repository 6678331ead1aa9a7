from django.contrib import admin

from saovang.desk.editor import EditorAdmin
from saovang.desk.forms import ComposedForm
from saovang.pages.models import Page


@admin.register(Page)
class PageAdmin(EditorAdmin):
    form = ComposedForm
    list_display = ["title", "place", "order"]
    list_editable = ["place", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "place", "order"]

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()
