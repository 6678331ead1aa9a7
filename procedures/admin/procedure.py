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
from procedures.sheet import TYPE, write_sheet
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.text import words

Found = tuple[QuerySet[Procedure], bool]


class FormFileInline(admin.StackedInline):
    model = FormFile
    form = FormFileForm
    extra = 1
    verbose_name_plural = "Tệp biểu mẫu để tải về: DOCX, PDF, XLSX hoặc ODT"


@admin.register(Procedure)
class ProcedureAdmin(ScopedVersionAdmin):
    change_list_template = "admin/procedures/procedure/change_list.html"
    list_display = ["name", "field", "code", "checked_on", "is_sample"]
    list_filter = ["is_sample", "field"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["folded_text"]
    inlines = [FormFileInline]
    fieldsets = [
        (None, {"fields": ["code", "name", "field", "who", "bring", "duration", "fee", "result"]}),
        ("Biểu mẫu, căn cứ, liên kết", {"fields": ["forms_text", "legal_basis", "portal_url"]}),
        (None, {"fields": ["checked_on", "is_sample"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Procedure], search_term: str) -> Found:
        return super().get_search_results(request, queryset, " ".join(words(search_term)))

    def get_urls(self) -> list[URLPattern]:
        views = {"nhap": self.import_view, "xuat": self.export_view, "mau": self.template_view}
        names = {"nhap": "import", "xuat": "export", "mau": "template"}
        own = [
            path(f"{name}/", self.admin_site.admin_view(view), name=f"procedures_procedure_{names[name]}")
            for name, view in views.items()
        ]
        return own + super().get_urls()

    def import_view(self, request: AuthenticatedHttpRequest) -> TemplateResponse:
        """Take a sheet and report on it, row by row."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        sent = request.method == "POST"
        form, report = SheetForm(request.POST, request.FILES) if sent else SheetForm(), None
        if sent and form.is_valid():
            report = import_procedures(form.rows, user=request.user)
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
        return _sheet(write_sheet(Procedure.objects.all()), f"thu-tuc-{timezone.localdate():%Y-%m-%d}.xlsx")

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _sheet(write_sheet([]), "thu-tuc-mau.xlsx")


def _sheet(content: bytes, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=TYPE, headers={"Content-Disposition": disposition})
