from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from saovang.adminsite.richtext import RichTextAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.content_checks import check_text
from saovang.core.text import plain_text
from saovang.pages.models import Page, ServiceLink, Task


@admin.register(ServiceLink)
class ServiceLinkAdmin(ScopedVersionAdmin):
    list_display = ["name", "description", "url", "order"]
    list_editable = ["order"]
    search_fields = ["name__folded", "description__folded", "url__folded"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Task)
class TaskAdmin(ScopedVersionAdmin):
    list_display = ["title", "description", "url", "order"]
    list_editable = ["order"]
    search_fields = ["title__folded", "description__folded", "url__folded"]


@admin.register(Page)
class PageAdmin(ScopedVersionAdmin, RichTextAdmin):
    list_display = ["title", "position", "order"]
    list_editable = ["position", "order"]
    search_fields = ["title__folded", "slug__folded"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "position", "order"]

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for finding in check_text(f"{obj.title}\n{plain_text(obj.body)}"):
            messages.warning(request, f"Hãy xem lại: trang này có {finding}.")

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()
