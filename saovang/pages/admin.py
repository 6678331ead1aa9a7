from django.contrib import admin
from django.db import models

from saovang.adminsite.richtext import RichTextAdmin
from saovang.pages.models import Page, ServiceLink


@admin.register(ServiceLink)
class ServiceLinkAdmin(admin.ModelAdmin):
    list_display = ["name", "description", "url", "order"]
    list_editable = ["order"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Page)
class PageAdmin(RichTextAdmin):
    list_display = ["title", "position", "order"]
    list_editable = ["position", "order"]
    search_fields = ["title"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "position", "order"]

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()
