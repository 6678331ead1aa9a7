from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from procedures.models import FeedbackAddress, RequestType
from procedures.services.feedback_address import mark_checked
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.templatetags.vietnamese import full_name


class OverdueFilter(admin.SimpleListFilter):
    title = "kiểm tra"
    parameter_name = "kiem-tra"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("qua-han", "Quá hạn kiểm tra")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[FeedbackAddress]:
        return queryset.overdue() if self.value() == "qua-han" else queryset


@admin.register(FeedbackAddress)
class FeedbackAddressAdmin(ScopedVersionAdmin):
    list_display = ["title", "level", "order", "telephone", "checked_on", "checked_by"]
    list_filter = ["level", OverdueFilter]
    show_facets = admin.ShowFacets.NEVER
    actions = ["mark_checked_today"]
    fieldsets = [
        (None, {"fields": ["title", "level", "order", "agency", "scope"]}),
        ("Nhận việc gì", {"fields": [f"accepts_{request_type}" for request_type in RequestType]}),
        ("Gọi điện, đến trực tiếp", {"fields": ["telephone", "address", "map_url", "hours"]}),
        ("Gửi tới", {"fields": ["postal_address", "email", "website", "website_requires_eid"]}),
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
