from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from procedures.models import ContactDetails, FeedbackAddress, Kind, Matter
from procedures.services.feedback_address import mark_checked
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.templatetags.vietnamese import full_name


@admin.register(ContactDetails)
class ContactDetailsAdmin(ScopedVersionAdmin):
    list_display = ["agency", "address", "telephone", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ContactDetails.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: ContactDetails | None = None) -> bool:
        return False


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
    actions = ["checked_today"]
    fieldsets = [
        (None, {"fields": ["title", "level", "order", "body", "concerns"]}),
        ("Nhận việc gì", {"fields": [f"takes_{kind}" for kind in Kind]}),
        ("Gọi điện, đến trực tiếp", {"fields": ["telephone", "address", "map_url", "hours"]}),
        ("Gửi tới", {"fields": ["post", "email", "website", "website_needs_identity"]}),
        ("Căn cứ và kiểm tra", {"fields": ["legal_basis", "legal_basis_url", "in_force_from"]}),
        (None, {"fields": ["checked_on", "checked_by"]}),
    ]

    @admin.action(description="Đã gọi thử, gửi thử hôm nay và thấy còn đúng", permissions=["change"])
    def checked_today(self, request: AuthenticatedHttpRequest, queryset: QuerySet[FeedbackAddress]) -> None:
        user = request.user
        refused = mark_checked(queryset, by=full_name(user))
        for address in refused:
            messages.error(request, f"Chưa ghi được cho “{address}”: hãy mở ra và xem lại các mục.")
        if done := len(queryset) - len(refused):
            messages.success(request, f"Đã ghi ngày kiểm tra cho {done} địa chỉ.")


@admin.register(Matter)
class MatterAdmin(ScopedVersionAdmin):
    """One row a kind; kinds are the program's, so none is added and none deleted here."""

    list_display = ["kind", "choice", "checked_on", "to_check"]
    readonly_fields = ["kind"]
    fieldsets = [
        (None, {"fields": ["kind", "choice", "example", "in_writing_only"]}),
        ("Dùng để làm gì", {"fields": ["purpose", "purpose_source", "purpose_url"]}),
        ("Phải ghi những gì", {"fields": ["contents", "contents_source", "contents_url"]}),
        ("Đối chiếu với pháp luật", {"fields": ["checked_on", "to_check"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Matter | None = None) -> bool:
        return False
