from contextlib import suppress
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.content_checks import check_html, check_text, describe
from saovang.core.forms import BoundedInlineFormSet
from saovang.core.text import clean_text
from saovang.pages.forms import HeaderImageForm, PageFileForm
from saovang.pages.models import HeaderImage, Page, PageFile, ServiceLink, Task
from saovang.redirects.dead_links import find_dead_links
from saovang.search.file_findings import FileCheckAdmin


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


class PageFileInline(admin.StackedInline):
    model = PageFile
    form = PageFileForm
    formset = BoundedInlineFormSet
    max_num = 30
    extra = 1
    view_on_site = False
    verbose_name_plural = "Tệp đính kèm, đứng dưới chữ của trang: PDF, DOCX, XLSX, ODT, ZIP"


@admin.register(Page)
class PageAdmin(FileCheckAdmin, AutosaveAdmin, ScopedVersionAdmin):
    list_display = ["title", "position", "order"]
    list_editable = ["position", "order"]
    search_fields = ["title__folded", "slug__folded"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "body", "position", "order"]
    inlines = [PageFileInline]

    def save_model(self, request: HttpRequest, obj: Page, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for sentence in describe([*check_text(obj.title, "tiêu đề"), *check_html(obj.body, "nội dung")]):
            messages.warning(request, f"Hãy xem lại: trang này có {sentence}.")
        for sentence in find_dead_links(obj.body):
            messages.warning(request, sentence)

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [
            path("add/xem-truoc/", view, name="pages_page_preview"),
            path("<int:pk>/xem-truoc/", view, name="pages_page_preview"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page: Page | None = kwargs["obj"]
        context["preview_url"] = reverse("admin:pages_page_preview", args=[page.pk] if page else [])
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Show the page with the values of the form, which may have errors. Nothing is saved.

        A page that has been deleted since is shown as a new one. A GET, which a browser sends after signing in again,
        leads back to the form.
        """
        page = self.get_object(request, str(pk)) if pk else None
        if not (self.has_change_permission(request, page) if page else self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return redirect("admin:pages_page_change", page.pk) if page else redirect("admin:pages_page_add")
        form = self.get_form(request, page, change=page is not None)(request.POST, instance=page)
        errors = [
            f"{form.fields[name].label}: {message}" if name in form.fields else message
            for name, messages_of_field in form.errors.items()
            for message in messages_of_field
        ]
        context = {"flat_page": _with_typed_values(form), "errors": errors}
        return TemplateResponse(request, "pages/preview.html", context, headers={"X-Robots-Tag": "noindex, nofollow"})


def _with_typed_values(form: ModelForm) -> Page:
    """Return the page of a validated form with what was typed also where the form has errors, as far as possible."""
    page: Page = form.instance
    page.changed_at = timezone.now()
    if "title" in form.errors:
        page.title = clean_text(form["title"].value() or "") or "Chưa có tiêu đề"
    if "body" in form.errors:
        with suppress(ValidationError):  # too long or too complex to show
            page.body = Page._meta.get_field("body").sanitize(form["body"].value() or "")
    return page
