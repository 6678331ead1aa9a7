from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from saovang.core.admin import ReadOnlyAdmin
from saovang.core.sheets import XLSX_TYPE, write_xlsx
from saovang.journal.models import SecurityEvent
from saovang.journal.services import Event, record

MAX_ROWS = 100_000  # bounds the memory of an export


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    list_display = ["time", "event", "username", "detail", "network"]
    list_display_links = None
    list_filter = ["event", "at"]
    search_fields = ["username__folded", "detail__folded", "network"]
    search_help_text = "Tìm theo tài khoản, chi tiết hoặc mạng."

    @admin.display(description="lúc", ordering="pk")
    def time(self, item: SecurityEvent) -> str:
        return f"{timezone.localtime(item.at):%H:%M %d/%m/%Y}"

    def get_urls(self) -> list[URLPattern]:
        export = path("xuat/", self.admin_site.admin_view(self.export_view), name="journal_securityevent_export")
        return [export, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """Download the entries that the filters of the list select, newest first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            events = self.get_changelist_instance(request).get_queryset(request)[:MAX_ROWS]
        except IncorrectLookupParameters:
            return redirect("admin:journal_securityevent_changelist")
        header = ["Lúc", "Việc", "Tài khoản", "Chi tiết", "Mạng"]
        rows = [
            (f"{timezone.localtime(item.at):%d/%m/%Y %H:%M:%S}", item.get_event_display())
            + (item.username, item.detail, item.network)
            for item in events.iterator()
        ]
        record(Event.EXPORT, detail="Nhật ký an toàn")
        filename = f"nhat-ky-{timezone.localdate():%Y-%m-%d}.xlsx"
        headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "private, no-store"}
        return HttpResponse(write_xlsx("Nhật ký", [header, *rows]), content_type=XLSX_TYPE, headers=headers)
