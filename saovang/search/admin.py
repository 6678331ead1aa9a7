from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.search.models import PlaceName, Synonym, UnansweredQuery


@admin.register(PlaceName)
class PlaceNameAdmin(ScopedVersionAdmin):
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name__folded", "new_name__folded"]


@admin.register(Synonym)
class SynonymAdmin(ScopedVersionAdmin):
    list_display = ["term", "meanings"]
    search_fields = ["term__folded", "meanings__folded"]


@admin.register(UnansweredQuery)
class UnansweredQueryAdmin(admin.ModelAdmin):
    """What found nothing, by day; each leads to a new synonym."""

    list_display = ["text", "day", "count", "synonym_link"]
    list_display_links = None
    search_fields = ["text__folded"]
    date_hierarchy = "day"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: UnansweredQuery | None = None) -> bool:
        return False

    @admin.display(description="sửa")
    def synonym_link(self, query: UnansweredQuery) -> SafeString:
        url = f"{reverse('admin:search_synonym_add')}?{urlencode({'term': query.text})}"
        return format_html('<a href="{}">Thêm từ đồng nghĩa</a>', url)
