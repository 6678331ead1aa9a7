"""The article at the desk, put together."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from news.admin.attachments import AttachmentInline, AttachmentsMixin
from news.admin.autosave import TypingMixin
from news.admin.history import HistoryMixin
from news.admin.lists import ListMixin
from news.admin.permissions import PermissionsMixin
from news.admin.photos import PhotoInline, PhotosMixin
from news.admin.preview import PreviewMixin
from news.admin.workflow import WorkflowMixin
from news.forms import ArticleForm
from news.models import Article, ChangeNote
from saovang.adminsite.richtext import RichTextAdmin
from saovang.core.forms import NFCModelForm


class ChangeNoteInline(admin.StackedInline):
    """What readers are told of a change after publication."""

    model = ChangeNote
    form = NFCModelForm
    extra = 1
    fields = ["text"]
    verbose_name_plural = "Ghi chú cập nhật, người đọc thấy ở cuối bài"


class LocalTimeInput(forms.DateTimeInput):
    """The browser's own picker, to the minute, in the portal's time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None, format: str | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


@admin.register(Article)
class ArticleAdmin(
    PhotosMixin,
    AttachmentsMixin,
    WorkflowMixin,
    TypingMixin,
    HistoryMixin,
    PreviewMixin,
    ListMixin,
    PermissionsMixin,
    RichTextAdmin,
):
    form = ArticleForm
    inlines = [PhotoInline, AttachmentInline, ChangeNoteInline]
    add_fieldsets = [(None, {"fields": ["title", "category"]})]
    fieldsets = [
        (None, {"fields": ["title", "category", "summary", "body", "seen"]}),
        ("Ghi tên", {"fields": ["author", "source"]}),
    ]
    editor_fieldsets = [("Đăng bài", {"fields": ["published_at", "urgent_until", "slug"]})]
    formfield_overrides = {models.DateTimeField: {"form_class": forms.DateTimeField, "widget": LocalTimeInput}}

    class Media:
        css = {"all": ["css/admin-article.css"]}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Foreign keys as a plain choice: categories are looked after elsewhere."""
        if isinstance(db_field, models.ForeignKey):
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list:
        if obj is None:
            return self.add_fieldsets
        return self.fieldsets + (self.editor_fieldsets if self.has_publish_permission(request) else [])

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """The time of an article that the public has seen stays."""
        return ["published_at"] if obj and (obj.is_public or obj.status == Article.Status.WITHDRAWN) else []

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list:
        """A new article begins with its title; readers are told of changes once they have read it."""
        if obj is None:
            return []
        told = obj.is_public and self.has_publish_permission(request)
        return [inline for inline in self.inlines if told or inline is not ChangeNoteInline]

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = kwargs["obj"]
        context["buttons"] = self.buttons(request, article)
        context["last_return"] = article and self.last_return(article)
        return super().render_change_form(request, context, *args, **kwargs)
