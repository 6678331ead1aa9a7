from django.contrib import admin
from django.http import HttpRequest

from saovang.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    """What was sent and what was not, in a list that nobody can change."""

    list_display = ["due_at", "kind_label", "recipient", "state", "attempts", "sent_at", "last_error"]
    list_display_links = None
    list_filter = ["state"]
    list_select_related = ["recipient"]
    fields = ["kind_label", "recipient", "state", "due_at", "attempts", "next_attempt_at", "sent_at", "last_error"]

    @admin.display(description="loại")
    def kind_label(self, notice: Notice) -> str:
        return notice.kind_label

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return False
