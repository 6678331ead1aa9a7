from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.links import services
from saovang.links.models import LinkedDomain, LinkedDomainQuerySet


class StateFilter(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("cho", "Chờ duyệt"), ("mo", "Tin cậy"), ("chan", "Đã chặn")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LinkedDomain]) -> QuerySet[LinkedDomain]:
        domains = cast(LinkedDomainQuerySet, queryset)
        states = {"cho": domains.pending, "mo": domains.open, "chan": domains.blocked}
        return states.get(self.value() or "", domains.all)()


@admin.register(LinkedDomain)
class LinkedDomainAdmin(admin.ModelAdmin):
    """The list of domains. They come from texts and are decided on by actions, so there is no form."""

    list_display = ["name", "state", "place", "added_by", "decided_by"]
    list_filter = [StateFilter]
    list_select_related = ["added_by", "decided_by"]
    search_fields = ["name__folded", "first_seen_in__folded"]
    exclude = ["first_seen_path"]
    readonly_fields = ["name", "state", "place", "added_by", "first_seen_at", "opens_at", "decided_by", "decided_at"]
    actions = ["trust", "block"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: LinkedDomain | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: LinkedDomain | None = None) -> bool:
        return False

    @admin.display(description="tình trạng", ordering="opens_at")
    def state(self, domain: LinkedDomain) -> str:
        return domain.state

    @admin.display(description="thấy lần đầu ở", ordering="first_seen_in")
    def place(self, domain: LinkedDomain) -> str:
        if not domain.first_seen_path:
            return domain.first_seen_in
        return format_html('<a href="{}">{}</a>', domain.first_seen_path, domain.first_seen_in)

    @admin.action(description="Tin cậy", permissions=["change"])
    def trust(self, request: AuthenticatedHttpRequest, queryset: QuerySet[LinkedDomain]) -> None:
        self._decide(request, queryset, services.trust, "Tin cậy")

    @admin.action(description="Chặn", permissions=["change"])
    def block(self, request: AuthenticatedHttpRequest, queryset: QuerySet[LinkedDomain]) -> None:
        self._decide(request, queryset, services.block, "Chặn")

    def _decide(
        self,
        request: AuthenticatedHttpRequest,
        domains: QuerySet[LinkedDomain],
        decide: Callable[[LinkedDomain, User], None],
        label: str,
    ) -> None:
        for domain in domains:
            try:
                decide(domain, request.user)
            except ValidationError as error:
                messages.error(request, error.message)
            else:
                self.log_change(request, domain, label)
                messages.success(request, f"{domain}: {domain.state}.")
