from django.contrib import admin
from django.http import HttpRequest

from procedures.models import GuideEntry
from saovang.adminsite.versions import ScopedVersionAdmin


@admin.register(GuideEntry)
class GuideEntryAdmin(ScopedVersionAdmin):
    """Entries can be edited only: each request type has exactly one, which `manage.py setup` adds."""

    list_display = ["request_type", "choice", "reviewed_on", "review_note"]
    readonly_fields = ["request_type"]
    fieldsets = [
        (None, {"fields": ["request_type", "choice", "example", "in_writing_only"]}),
        ("Dùng để làm gì", {"fields": ["purpose", "purpose_source", "purpose_url"]}),
        ("Phải ghi những gì", {"fields": ["contents", "contents_source", "contents_url"]}),
        ("Đối chiếu với pháp luật", {"fields": ["reviewed_on", "review_note"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: GuideEntry | None = None) -> bool:
        return False
