from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.search.models import Entry, PlaceName, Synonym, UnansweredQuery, load_synonyms
from saovang.search.query import parse
from saovang.search.results import SearchResults


@admin.register(PlaceName)
class PlaceNameAdmin(ScopedVersionAdmin):
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name__folded", "new_name__folded"]


@admin.register(Synonym)
class SynonymAdmin(ScopedVersionAdmin):
    list_display = ["term", "meanings"]
    search_fields = ["term__folded", "meanings__folded"]

    def save_model(self, request: HttpRequest, obj: Synonym, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not SearchResults(parse(obj.term), load_synonyms()).has_any:
            messages.warning(
                request, f"Tìm “{obj.term}” vẫn chưa ra nội dung nào, vì chưa trang nào có các từ ở ô “tìm thêm”."
            )


@admin.register(UnansweredQuery)
class UnansweredQueryAdmin(admin.ModelAdmin):
    """What found nothing, by day; each leads to a new synonym, until it finds something."""

    list_display = ["text", "synonym_link", "count", "day"]  # on a phone the last columns are out of sight
    list_display_links = None
    list_per_page = 50  # each row is searched
    search_fields = ["text__folded"]
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnansweredQuery]:
        synonyms = Synonym.objects.filter(term=OuterRef("text")).values("pk")
        return super().get_queryset(request).annotate(synonym_id=Subquery(synonyms))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: UnansweredQuery | None = None) -> bool:
        return False

    @admin.display(description="việc cần làm")
    def synonym_link(self, query: UnansweredQuery) -> SafeString:
        if Entry.objects.search(query.text).has_any:
            url = f"{reverse('search:search')}?{urlencode({'q': query.text})}"
            return format_html('<a href="{}">Nay đã tìm thấy</a>', url)
        if synonym_id := query.synonym_id:  # type: ignore[attr-defined]
            url = reverse("admin:search_synonym_change", args=[synonym_id])
            return format_html('<a href="{}">Sửa từ đồng nghĩa</a>', url)
        url = f"{reverse('admin:search_synonym_add')}?{urlencode({'term': query.text})}"
        return format_html('<a href="{}">Thêm từ đồng nghĩa</a>', url)
