from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html

from saovang.adminsite.richtext import RichTextAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.content_checks import check_html, check_text, describe
from saovang.pages.forms import HeaderImageForm
from saovang.pages.models import HeaderImage, Page, ServiceLink, Task


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


@admin.register(HeaderImage)
class HeaderImageAdmin(ScopedVersionAdmin):
    """To get the drawn horizon back, delete the picture."""

    form = HeaderImageForm
    fields = ["current", "file"]
    readonly_fields = ["current"]

    @admin.display(description="hình đang dùng")
    def current(self, header_image: HeaderImage) -> str:
        if header_image._state.adding:
            return "Hình vẽ sẵn: đồi, đồng lúa, ngôi sao"
        return format_html('<img src="{}" alt="" width="600">', header_image.url)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not HeaderImage.objects.exists()


@admin.register(Page)
class PageAdmin(ScopedVersionAdmin, RichTextAdmin):
    list_display = ["title", "position", "order"]
    list_editable = ["position", "order"]
    search_fields = ["title__folded", "slug__folded"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "position", "order"]

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for sentence in describe([*check_text(obj.title, "tiêu đề"), *check_html(obj.body, "nội dung")]):
            messages.warning(request, f"Hãy xem lại: trang này có {sentence}.")

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()
