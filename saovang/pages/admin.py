from contextlib import suppress
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.admin import SingleRowAdmin
from saovang.core.content_checks import check_html, check_text, describe
from saovang.core.forms import BoundedInlineFormSet
from saovang.core.text import clean_text
from saovang.media.alt_text import alt_text_errors
from saovang.media.forms import EraseTargetsForm
from saovang.pages.erasing import erase, find_erasable
from saovang.pages.forms import HeaderImageForm, PageFileForm, PagePhotoForm
from saovang.pages.models import HeaderImage, Page, PageFile, PagePhoto, ServiceLink, Task
from saovang.redirects.dead_links import find_dead_links
from saovang.search.file_findings import FileCheckAdmin
from saovang.uploads.inlines import BasePhotoInline, FileFormSet, add_files, get_deadline, upload_view
from saovang.uploads.views import reuse_view, usage_view


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
class HeaderImageAdmin(SingleRowAdmin, ScopedVersionAdmin):
    """To get the drawn horizon back, delete the picture."""

    form = HeaderImageForm
    can_delete = True
    fields = ["current", "file"]
    readonly_fields = ["current"]

    @admin.display(description="hình đang dùng")
    def current(self, header_image: HeaderImage) -> str:
        if header_image._state.adding:
            return "Hình vẽ sẵn: đồi, đồng lúa, ngôi sao"
        return format_html('<img src="{}" alt="" width="600">', header_image.url)


class PagePhotoFormSet(FileFormSet):
    def clean(self) -> None:
        """Require alternative texts: a page is public once it is saved."""
        super().clean()
        if not any(self.errors) and (errors := alt_text_errors(self.remaining)):
            raise ValidationError(errors)


class PagePhotoInline(BasePhotoInline):
    model = PagePhoto
    form = PagePhotoForm
    formset = PagePhotoFormSet


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
    fields = ["title", "slug", ("position", "order"), "body"]
    inlines = [PagePhotoInline, PageFileInline]

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        page: Page = form.instance
        findings = [*check_text(page.title, "tiêu đề"), *check_html(page.body, "nội dung")]
        for number, photo in enumerate(page.photos.all(), start=1):
            findings += check_text(f"{photo.caption}\n{photo.alt_text}", f"chữ của ảnh {number}")
        for sentence in describe(findings):
            messages.warning(request, f"Hãy xem lại: trang này có {sentence}.")
        for sentence in find_dead_links(page.body):
            messages.warning(request, sentence)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        response = super().changeform_view(request, object_id, form_url, extra_context)
        is_saved = request.method == "POST" and response.status_code == 302
        if is_saved and request.FILES and object_id and (page := self.get_object(request, object_id)):
            add_files(request, cast(User, request.user), page, [PagePhotoInline], get_deadline())
        return response

    def view_on_site(self, page: Page) -> str:
        return page.get_absolute_url()

    def get_urls(self) -> list[URLPattern]:
        def url(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"pages_page_{name}")

        return [
            url("add/xem-truoc/", self.preview_view, "preview"),
            url("<int:pk>/xem-truoc/", self.preview_view, "preview"),
            url("<int:pk>/anh/", partial(upload_view, inline=PagePhotoInline), "upload_photo"),
            url("<int:pk>/anh/dung-lai/", partial(reuse_view, inline=PagePhotoInline), "reuse_photo"),
            url("<int:pk>/anh/<int:file_pk>/o-dau/", partial(usage_view, inline=PagePhotoInline), "photo_usage"),
            url("<int:pk>/xoa-han/", self.erase_view, "erase"),
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
        flat_page = _with_typed_values(form)
        if page:
            photos = self._get_photo_forms(request, page)
            errors += photos.non_form_errors()
            flat_page.shown_photos = photos.remaining
        context = {"flat_page": flat_page, "errors": errors}
        return TemplateResponse(request, "pages/preview.html", context, headers={"X-Robots-Tag": "noindex, nofollow"})

    def erase_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """Ask what to erase and why, and erase photos and files of the page, also those in versions only."""
        if not request.user.has_perm("pages.erase_page"):
            raise PermissionDenied
        page = get_object_or_404(Page, pk=pk)
        form = EraseTargetsForm(find_erasable(page), request.POST or None)
        if form.is_valid():
            rows = [form.choices[value] for value in form.cleaned_data["targets"]]
            erase(rows, form.cleaned_data["reason"], request.user)
            messages.success(request, "Đã xóa hẳn.")
            return redirect("admin:pages_page_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Xóa hẳn ảnh, tệp",
            "owner": page,
            "owner_url": reverse("admin:pages_page_change", args=[pk]),
            "form": form,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/pages/page/erase.html", context, status=status)

    def _get_photo_forms(self, request: HttpRequest, page: Page) -> PagePhotoFormSet:
        """Return the formset of the photos with what was typed."""
        formset_class = PagePhotoInline(self.model, self.admin_site).get_formset(request, page)
        return cast(PagePhotoFormSet, formset_class(request.POST, instance=page))


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
