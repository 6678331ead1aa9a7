from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from procedures.forms import FormFileForm, SheetForm
from procedures.models import FormFile, Procedure
from procedures.services.procedure_import import import_procedures
from procedures.sheet import write_sheet
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.sheets import XLSX_TYPE
from saovang.core.text import words


class FormFileInline(admin.StackedInline):
    model = FormFile
    form = FormFileForm
    extra = 1
    verbose_name_plural = "Tệp biểu mẫu để tải về: DOCX, PDF, XLSX hoặc ODT"


@admin.register(Procedure)
class ProcedureAdmin(ScopedVersionAdmin):
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
        return _xlsx_response(write_sheet(Procedure.objects.all()), f"thu-tuc-{timezone.localdate():%Y-%m-%d}.xlsx")

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _xlsx_response(write_sheet([]), "thu-tuc-mau.xlsx")


def _xlsx_response(content: bytes, filename: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX_TYPE, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )
