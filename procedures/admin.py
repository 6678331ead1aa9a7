"""Admin of contact details, feedback addresses, the guide, the catalogue and the life events."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from procedures.forms import FormFileForm, SheetForm
from procedures.models import (
    ContactDetails,
    FeedbackAddress,
    FormFile,
    GuideEntry,
    LifeEvent,
    LifeEventProcedure,
    Procedure,
    RequestType,
)
from procedures.services.feedback_address import mark_checked
from procedures.services.procedure_import import import_procedures
from procedures.sheet import write_sheet
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.admin import SingleRowAdmin
from saovang.core.content_checks import check_text, describe
from saovang.core.forms import BoundedInlineFormSet
from saovang.core.sheets import XLSX_TYPE
from saovang.core.templatetags.vietnamese import full_name
from saovang.core.text import words
from saovang.journal.services import Event, record
from saovang.search.file_findings import FileCheckAdmin
from saovang.search.place_name_admin import PlaceNameCheckAdmin


@admin.register(ContactDetails)
class ContactDetailsAdmin(SingleRowAdmin, PlaceNameCheckAdmin):
    list_display = ["agency", "address", "telephone", "email"]


class OverdueFilter(admin.SimpleListFilter):
    title = "kiểm tra"
    parameter_name = "kiem-tra"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("qua-han", "Quá hạn kiểm tra")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[FeedbackAddress]:
        return queryset.overdue() if self.value() == "qua-han" else queryset


@admin.register(FeedbackAddress)
class FeedbackAddressAdmin(PlaceNameCheckAdmin):
    list_display = ["title", "level", "order", "telephone", "checked_on", "checked_by"]
    list_filter = ["level", OverdueFilter]
    search_fields = [
        f"{name}__folded" for name in ("title", "agency", "address", "postal_address", "telephone", "email", "website")
    ]
    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_checked_today"]
    fieldsets = [
        (None, {"fields": ["title", "level", "order", "agency", "scope"]}),
        ("Nhận việc gì", {"fields": [f"accepts_{request_type}" for request_type in RequestType]}),
        ("Gọi điện, đến trực tiếp", {"fields": ["telephone", "address", "map_url", "hours"]}),
        ("Gửi tới", {"fields": ["postal_address", "addressee", "email", "website", "website_requires_eid"]}),
        ("Căn cứ và kiểm tra", {"fields": ["legal_basis", "legal_basis_url", "effective_from"]}),
        (None, {"fields": ["checked_on", "checked_by"]}),
    ]

    @admin.action(description="Đã gọi thử, gửi thử hôm nay và thấy còn đúng", permissions=["change"])
    def mark_checked_today(self, request: AuthenticatedHttpRequest, queryset: QuerySet[FeedbackAddress]) -> None:
        rejected = mark_checked(queryset, checked_by=full_name(request.user))
        for feedback_address in rejected:
            messages.error(request, f"Chưa ghi được cho “{feedback_address}”: hãy mở ra và xem lại các mục.")
        if saved := len(queryset) - len(rejected):
            messages.success(request, f"Đã ghi ngày kiểm tra cho {saved} địa chỉ.")


@admin.register(GuideEntry)
class GuideEntryAdmin(AutosaveAdmin, ScopedVersionAdmin):
    """Entries can be edited only: each request type has exactly one, which `manage.py setup` adds."""

    list_display = ["request_type", "choice", "reviewed_on", "review_note"]
    readonly_fields = ["request_type"]
    fieldsets = [
        (None, {"fields": ["request_type", "choice", "example", "in_writing_only"]}),
        ("Dùng để làm gì", {"fields": ["purpose", "purpose_source", "purpose_url"]}),
        ("Cần nêu những gì", {"fields": ["contents", "contents_source", "contents_url"]}),
        ("Thời hạn", {"fields": ["time_limits", "time_limits_source", "time_limits_url"]}),
        ("Mẫu đơn để in", {"fields": ["letter_title", "letter_items", "letter_source"]}),
        ("Đối chiếu với pháp luật", {"fields": ["reviewed_on", "review_note"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: GuideEntry | None = None) -> bool:
        return False


class LifeEventProcedureInline(admin.TabularInline):
    model = LifeEventProcedure
    formset = BoundedInlineFormSet
    max_num = 30
    extra = 1


@admin.register(LifeEvent)
class LifeEventAdmin(AutosaveAdmin, ScopedVersionAdmin):
    list_display = ["title", "description", "order"]
    list_editable = ["order"]
    search_fields = ["title__folded", "description__folded"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [LifeEventProcedureInline]
    fields = ["title", "slug", "description", "icon", "first_step", "order"]


class FormFileInline(admin.StackedInline):
    model = FormFile
    form = FormFileForm
    formset = BoundedInlineFormSet
    max_num = 30
    extra = 1
    view_on_site = False
    verbose_name_plural = "Tệp biểu mẫu để tải về: DOCX, PDF, XLSX hoặc ODT"


@admin.register(Procedure)
class ProcedureAdmin(FileCheckAdmin, AutosaveAdmin, ScopedVersionAdmin):
    change_list_template = "admin/procedures/procedure/change_list.html"
    list_display = ["name", "sector", "code", "checked_on", "is_sample"]
    list_filter = ["is_sample", "sector"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["folded_text"]
    inlines = [FormFileInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "code",
                    "name",
                    "sector",
                    "applicants",
                    "required_documents",
                    "processing_time",
                    "fee",
                    "result",
                ]
            },
        ),
        ("Biểu mẫu, căn cứ, liên kết", {"fields": ["external_forms", "legal_basis", "portal_url"]}),
        (None, {"fields": ["checked_on", "is_sample"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Procedure, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for name, text in form.cleaned_data.items():
            if isinstance(text, str):
                for sentence in describe(check_text(text, f"mục “{form.fields[name].label}”")):
                    messages.warning(request, f"Hãy xem lại: thủ tục này có {sentence}.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Procedure], search_term: str
    ) -> tuple[QuerySet[Procedure], bool]:
        return super().get_search_results(request, queryset, " ".join(words(search_term)))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("nhap/", wrap(self.import_view), name="procedures_procedure_import"),
            path("xuat/", wrap(self.export_view), name="procedures_procedure_export"),
            path("mau/", wrap(self.template_view), name="procedures_procedure_template"),
            *super().get_urls(),
        ]

    def import_view(self, request: AuthenticatedHttpRequest) -> TemplateResponse:
        """Import an uploaded sheet and report the result row by row."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
        report = import_procedures(form.rows, user=request.user) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Nhập danh mục từ bảng tính",
            "form": form,
            "report": report,
        }
        return TemplateResponse(request, "admin/procedures/procedure/import.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        record(Event.EXPORT, detail="Thủ tục hành chính")
        return _xlsx_response(write_sheet(Procedure.objects.all()), f"thu-tuc-{timezone.localdate():%Y-%m-%d}.xlsx")

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _xlsx_response(write_sheet([]), "thu-tuc-mau.xlsx")


def _xlsx_response(content: bytes, filename: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX_TYPE, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
