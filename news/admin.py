from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from js_asset import Media

from news.forms import ArticleForm
from news.models import Article, BoundaryChange, Category, Photo
from news.photos import attach_photos, store_photo
from saovang.images import display_name


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "order"]
    list_editable = ["order"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(BoundaryChange)
class BoundaryChangeAdmin(admin.ModelAdmin):
    list_display = ["took_effect_on", "note"]


class PhotoInline(admin.TabularInline):
    model = Photo
    extra = 0
    fields = ["thumbnail", "caption", "alt_text", "order"]
    readonly_fields = ["thumbnail"]

    @admin.display(description="ảnh")
    def thumbnail(self, photo) -> str:
        return render_to_string("admin/news/thumbnail.html", {"photo": photo})

    def has_add_permission(self, request, obj=None) -> bool:
        return False  # photos come in many at once, through the form's own field


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    inlines = [PhotoInline]
    list_display = ["title", "category", "status", "published_at"]
    list_filter = ["status", "category"]
    list_select_related = ["category"]
    search_fields = ["title"]
    date_hierarchy = "published_at"
    fieldsets = [
        (None, {"fields": ["title", "category", "summary", "body", "new_photos"]}),
        ("Đăng bài", {"fields": ["status", "published_at", "author", "source"]}),
    ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save the form, then decode its photos: behind Django's transaction, not in it.

        The transaction holds SQLite's write lock, and a batch of photos takes seconds. What was typed is
        safe before the first photo is looked at.
        """
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if article := getattr(request, "saved_article", None):
            _add_photos(request, article)
        return response

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        request.saved_article = form.instance

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's import map is an inline script and needs the nonce of this answer."""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)


def _add_photos(request, article: Article) -> None:
    """Add the good ones of a batch and say of each other one what is wrong with it."""
    photos = []
    for upload in request.FILES.getlist("new_photos"):
        try:
            photos.append(store_photo(upload))
        except ValidationError as error:
            name = display_name(upload.name)
            messages.error(request, f"Không nhận được ảnh “{name}”: {' '.join(error.messages)}")
    if photos:
        attach_photos(article, photos)
        messages.success(request, f"Đã thêm {len(photos)} ảnh.")
