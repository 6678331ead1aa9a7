from django.contrib import admin
from js_asset import Media

from news.admin.photos import PhotoInline, PhotoUploads
from news.models import Article, Category


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "order"]
    list_editable = ["order"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Article)
class ArticleAdmin(PhotoUploads, admin.ModelAdmin):
    inlines = [PhotoInline]
    list_display = ["title", "category", "status", "published_at"]
    list_filter = ["status", "category"]
    list_select_related = ["category"]
    search_fields = ["title"]
    date_hierarchy = "published_at"
    fieldsets = [
        (None, {"fields": ["title", "category", "summary", "body"]}),
        ("Đăng bài", {"fields": ["status", "published_at", "author", "source"]}),
    ]
    add_fieldsets = [(None, {"fields": ["title", "category"]})]

    def get_fieldsets(self, request, obj=None) -> list:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_inlines(self, request, obj) -> list:
        return super().get_inlines(request, obj) if obj else []

    def response_add(self, request, obj, post_url_continue=None):
        """A title and a category make the article; everything else has a key to hang on from then on."""
        request.POST = request.POST.copy()
        request.POST["_continue"] = "1"
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script and needs the nonce of this answer."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
