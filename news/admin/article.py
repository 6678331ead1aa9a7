from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Now
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from news.admin import views
from news.admin.conflict import report_conflict
from news.admin.inlines import (
    AttachmentInline,
    ChangeNoteInline,
    PhotoInline,
    captions_view,
    replace_view,
    save_files,
)
from news.admin.loudspeaker import loudspeaker_view
from news.admin.statistics import statistics_view
from news.forms import Action, ArticleForm, edit_version
from news.models import Article, Attachment, BoundaryChange, Category, LoudspeakerSettings, WorkflowEvent
from news.permissions import AnyUser, can_change, can_delete, can_view, visible_articles
from news.preview import get_preview_article
from news.services import publishing
from news.services.diff import html_to_lines
from news.services.findings import read_attachments
from news.services.history import record, versioned
from news.services.masking import mask_numbers, rename_file, replace_slug
from news.services.photos import choose_cover, update_cover
from news.services.submissions import submission_digest
from news.templatetags.news import status_badge
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.form_data import unmatched_texts
from saovang.adminsite.models import Autosave
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.core.admin import SingleRowAdmin
from saovang.core.templatetags.vietnamese import full_name
from saovang.media.alt_text import alt_text_errors
from saovang.uploads.inlines import upload_view
from saovang.uploads.views import reuse_view, usage_view

Status = Article.Status


@dataclass(frozen=True)
class Button:
    """A submit button with this name, or a link if it has a URL."""

    name: str
    label: str
    css_class: str = ""
    url: str = ""


def get_buttons(user: AnyUser, article: Article | None) -> list[Button]:
    """Return what the user can do with the article in its status, the main action first."""
    if article is None:
        return [Button(Action.SAVE, "Tiếp tục", "default")]
    if not can_change(user, article):
        return []
    is_draft = article.status == Status.DRAFT
    publish = [Button(Action.PUBLISH, "Đăng ngay", "default"), Button(Action.SCHEDULE, "Hẹn giờ")]
    save = Button(Action.SAVE, "Lưu nháp" if is_draft else "Lưu")
    return_button = Button(Action.RETURN, "Trả lại…")
    if not user.has_perm(PUBLISH):
        return [Button(Action.SUBMIT, "Gửi duyệt", "default"), save]
    if is_draft:
        return [*publish, save]
    if article.status == Status.WAITING:
        return [*publish, save, return_button]
    if article.is_scheduled:
        return [Button(Action.SAVE, "Lưu", "default"), Button(Action.PUBLISH, "Đăng ngay"), return_button]
    if article.is_public:
        withdraw_url = reverse("admin:news_article_withdraw", args=[article.pk])
        return [Button(Action.SAVE, "Lưu thay đổi", "default"), Button("_withdraw", "Gỡ bài…", "quiet", withdraw_url)]
    return [Button(Action.PUBLISH, "Đăng lại", "default"), save]


class StatusFilter(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("nhap", "Bản nháp"), ("cho", "Chờ duyệt"), ("hen", "Hẹn giờ"), ("dang", "Đã đăng"), ("go", "Đã gỡ")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        now = timezone.now()
        conditions = {
            "nhap": Q(status=Status.DRAFT),
            "cho": Q(status=Status.WAITING),
            "hen": Q(status=Status.PUBLISHED, published_at__gt=now),
            "dang": Q(status=Status.PUBLISHED, published_at__lte=now),
            "go": Q(status=Status.WITHDRAWN),
        }
        return queryset.filter(conditions.get(self.value() or "", Q()))


class WrittenByFilter(admin.SimpleListFilter):
    title = "người viết"
    parameter_name = "nguoi-viet"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("toi", "Bài của tôi")] if request.user.has_perm(PUBLISH) else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(written_by=request.user.pk) if self.value() == "toi" else queryset


# What the list shows: when an article was published, or else when it was changed.
LISTED_TIME = Case(
    When(status__in=[Status.PUBLISHED, Status.WITHDRAWN], published_at__lte=Now(), then="published_at"),
    default="updated_at",
)


@admin.register(Article)
class ArticleAdmin(AutosaveAdmin):
    """The list and the form of articles. `news.permissions` holds the rules, `news.services` the actions."""

    form = ArticleForm
    change_form_template = "admin/news/article/change_form.html"
    autosave_noun = "bài"
    not_autosaved = ArticleForm.ANSWERS
    inlines = [PhotoInline, AttachmentInline, ChangeNoteInline]
    add_fieldsets = [(None, {"fields": ["title", "category", "form_key"]})]
    fieldsets = [
        (None, {"fields": ["title", "category", "summary", "body", "base_version", "form_key"]}),
        ("Tác giả, nguồn", {"fields": [("author", "source")]}),
    ]
    editor_fields = ["published_at", "confirmed_time", "alert_until", "slug"]
    list_display = ["title", "status_label", "written_by_name", "time"]
    list_filter = [StatusFilter, WrittenByFilter, "category"]
    list_select_related = ["written_by"]
    list_per_page = 30
    ordering = [LISTED_TIME.desc(), "-pk"]
    search_fields = ["title__folded"]
    date_hierarchy = "published_at"
    actions = None  # an article is deleted or published from its own page

    def get_urls(self) -> list:
        def url(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"news_article_{name}")

        return [
            url("da-xoa/", views.deleted_view, "deleted"),
            url("da-xoa/<int:version_pk>/", views.restore_deleted_view, "restore_deleted"),
            url("tu-tep-word/", views.word_view, "word"),
            url("truyen-thanh/", loudspeaker_view, "loudspeaker"),
            url("thong-ke/", statistics_view, "statistics"),
            url("<int:pk>/tep/<int:attachment_pk>/chu/", views.word_content_view, "word_content"),
            url("<int:pk>/tep/<int:attachment_pk>/docx/", views.word_docx_view, "word_docx"),
            url("<int:pk>/xem-truoc/", views.preview_view, "preview"),
            url("<int:pk>/duong-dan/", views.preview_link_view, "link"),
            url("<int:pk>/anh/", partial(upload_view, inline=PhotoInline), "upload_photo"),
            url("<int:pk>/tep/", partial(upload_view, inline=AttachmentInline), "upload_attachment"),
            url("<int:pk>/tep/<int:attachment_pk>/", replace_view, "replace_attachment"),
            url("<int:pk>/tep/<int:attachment_pk>/phu-de/", captions_view, "replace_captions"),
            url("<int:pk>/anh/dung-lai/", partial(reuse_view, inline=PhotoInline), "reuse_photo"),
            url("<int:pk>/tep/dung-lai/", partial(reuse_view, inline=AttachmentInline), "reuse_attachment"),
            url("<int:pk>/anh/<int:file_pk>/o-dau/", partial(usage_view, inline=PhotoInline), "photo_usage"),
            url(
                "<int:pk>/tep/<int:file_pk>/o-dau/",
                partial(usage_view, inline=AttachmentInline),
                "attachment_usage",
            ),
            url("<int:pk>/dang/", views.publish_view, "publish"),
            url("<int:pk>/rut-lai/", views.recall_view, "recall"),
            url("<int:pk>/tra-lai/", views.return_view, "return"),
            url("<int:pk>/go-bai/", views.withdraw_view, "withdraw"),
            url("<int:pk>/xoa-han/", views.erase_view, "erase"),
            url("<int:pk>/history/<int:version_pk>/", views.version_view, "version"),
            *super().get_urls(),
        ]

    # Permissions

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return visible_articles(cast(User, request.user))

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return can_view(request.user, obj) if obj else super().has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return can_change(request.user, obj) if obj else super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return can_delete(request.user, obj) if obj else super().has_delete_permission(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """Return the article. A POST in a transaction locks its row."""
        articles = Article.objects.all()
        if request.method == "POST" and connection.in_atomic_block:
            articles = articles.select_for_update(of=("self",))
        return articles.filter(pk=object_id).first() if str(object_id).isdecimal() else None

    # List

    def get_list_display(self, request: HttpRequest) -> list:
        return [*self.list_display, "review_link" if request.user.has_perm(PUBLISH) else "read_link"]

    @admin.display(description="tình trạng", ordering="status")
    def status_label(self, article: Article) -> str:
        return status_badge(article)

    @admin.display(description="người viết")
    def written_by_name(self, article: Article) -> str:
        return full_name(article.written_by) if article.written_by else article.author or "–"

    @admin.display(description="thời gian", ordering=LISTED_TIME)
    def time(self, article: Article) -> str:
        was_published = article.has_been_public()
        time = timezone.localtime(article.published_at if was_published else article.updated_at)
        return f"{'đăng' if was_published else 'sửa'} {time:%H:%M %d/%m/%Y}"

    @admin.display(description="đọc bài")
    def read_link(self, article: Article) -> str:
        """Return the link for authors, who may take a waiting article back."""
        link = self._link_to_preview(article, "Xem")
        if article.status != Status.WAITING:
            return link
        url = reverse("admin:news_article_recall", args=[article.pk])
        button = '{} <button class="button" formaction="{}" aria-label="Rút lại: {}">Rút lại</button>'
        return format_html(button, link, url, article.title)

    @admin.display(description="đọc bài")
    def review_link(self, article: Article) -> str:
        return self._link_to_preview(article, "Đọc và duyệt" if article.status == Status.WAITING else "Xem")

    @staticmethod
    def _link_to_preview(article: Article, label: str) -> str:
        url = reverse("admin:news_article_preview", args=[article.pk])
        return format_html('<a href="{}" aria-label="{}: {}">{}</a>', url, label, article.title, label)

    # Form

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Show foreign keys as a plain select, without links to add or edit a category."""
        if isinstance(db_field, models.ForeignKey):
            return db_field.formfield(**kwargs)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> list:
        if obj is None:
            return self.add_fieldsets
        if not request.user.has_perm(PUBLISH):
            return self.fieldsets
        is_set = obj.alert_until or (obj.published_at and obj.status != Status.WITHDRAWN and not obj.is_public)
        options = {"fields": self.editor_fields, "classes": [] if is_set else ["collapse"]}
        return [*self.fieldsets, ("Hẹn giờ, tin khẩn, địa chỉ", options)]

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Fix the publication time once the article has been public."""
        return ["published_at"] if obj and (obj.is_public or obj.status == Status.WITHDRAWN) else []

    def get_inlines(self, request: HttpRequest, obj: Article | None) -> list:
        """Leave out all inlines for a new article, and change notes until it is public."""
        if obj is None:
            return []
        has_change_notes = obj.is_public and request.user.has_perm(PUBLISH)
        return [inline for inline in self.inlines if has_change_notes or inline is not ChangeNoteInline]

    def view_on_site(self, article: Article) -> str | None:
        return article.get_absolute_url() if article.is_public else None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if not request.user.has_perm(PUBLISH):
            action = Action.from_data(request.POST)
            if action.publishes or action == Action.RETURN:
                raise PermissionDenied
        self._read_attachments(request, object_id)
        with transaction.atomic():
            if response := self._repeat_response(request, object_id):
                return response
            response = super().changeform_view(request, object_id, form_url, extra_context)
        is_saved = response.status_code == 302
        if is_saved and object_id and (article := self.get_object(request, object_id)):
            if request.FILES:
                save_files(request, cast(User, request.user), article.pk)
            if "_word" in request.POST:
                views.insert_word(request, article)
        return response

    def _read_attachments(self, request: HttpRequest, object_id: str | None) -> None:
        """Read the files of an article that the form makes or keeps public, before its transaction."""
        if object_id and object_id.isdecimal():
            attachments = Attachment.objects.filter(article=int(object_id))
            if not Action.from_data(request.POST).publishes:
                attachments = attachments.filter(article__status=Status.PUBLISHED)
            read_attachments(attachments)

    def _repeat_response(self, request: HttpRequest, object_id: str | None) -> HttpResponse | None:
        """Return the response to the last submission if this one is the same, else None.

        The locked row makes a second submission wait for the first: of the article, or of the user for a new article.
        """
        user = cast(User, request.user)
        if object_id is None:
            if "form_key" not in request.POST:
                return None
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            digest = submission_digest(user, request.POST)
            article = Article.objects.filter(written_by=user, last_submission=digest).first()
            return self.response_add(request, article) if article else None
        article = self.get_object(request, object_id)
        if article and article.last_submission == submission_digest(user, request.POST, edit_version(article)):
            return self.response_change(request, article)
        return None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the preview to users who may view but not change the article.

        If they send the form all the same, because it was submitted, published or deleted in another window, show what
        they typed.
        """
        if request.method == "POST":
            if self.has_change_permission(request) and self.get_object(request, object_id) is None:
                return self._render_unsaved(request, None)
            try:
                return super().change_view(request, object_id, form_url, extra_context)
            except PermissionDenied:
                article = self.get_object(request, object_id)
                if article and self._is_read_only(request, article):
                    return self._render_unsaved(request, article)
                raise
        article = self.get_object(request, object_id)
        if article and self._is_read_only(request, article):
            return redirect("admin:news_article_preview", article.pk)
        return super().change_view(request, object_id, form_url, extra_context)

    @staticmethod
    def _is_read_only(request: HttpRequest, article: Article) -> bool:
        return can_view(request.user, article) and not can_change(request.user, article)

    def _render_unsaved(self, request: HttpRequest, article: Article | None) -> HttpResponse:
        """Show everything that was typed into the form, without markup."""
        names = ["title", "summary", "body", "author", "source"]
        labels = {field.name: field.verbose_name for field in Article._meta.concrete_fields}
        texts = {labels[name]: request.POST.get(name, "") for name in names}
        texts[labels["body"]] = "\n\n".join(html_to_lines(texts[labels["body"]]))
        texts["chữ ở ảnh, tệp và ghi chú"] = "\n\n".join(unmatched_texts(request.POST, self.row_models, []))
        status = 403 if article else 404
        return views.render_page(request, "unsaved.html", article, status, title="Chưa lưu được", texts=texts)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return views.history_view(request, object_id)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = kwargs["obj"]
        context["buttons"] = get_buttons(request.user, article)
        if article:
            context["last_return"] = self._last_return(article)
            form = context["adminform"].form
            if form.has_conflict:
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                context["conflict"] = report_conflict(form, formsets)
            if form.has_conflict or (form.confirmed_checklist and len(context["errors"]) == 1):
                context["errors"] = None  # the template says what happened instead of pointing to errors below
        return super().render_change_form(request, context, *args, **kwargs)

    # Autosave

    def is_autosaved(self, request: HttpRequest, obj: models.Model | None) -> bool:
        """Return False for a new article, whose form has two fields."""
        return obj is not None and super().is_autosaved(request, obj)

    def get_autosave_context(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, formsets: list[BaseInlineFormSet]
    ) -> dict[str, Any]:
        """Add what the article lacks and its cover, with what was typed."""
        context = super().get_autosave_context(request, obj, form, formsets)
        restored: Autosave | None = context.get("restored_autosave")
        typed = restored.data if restored else (request.POST if request.method == "POST" else None)
        context["chosen_cover"] = self._chosen_cover(obj, typed or {})
        context["checklist"] = views.build_checklist(get_preview_article(obj.pk), typed)
        return context

    def get_autosave_answer(self, request: AuthenticatedHttpRequest, obj: Any, autosave: Autosave) -> dict[str, Any]:
        """Add the check list for what has been typed."""
        checklist = views.build_checklist(get_preview_article(obj.pk), request.POST)
        answer = {
            "html": render_to_string("admin/news/article/checklist.html", {"checklist": checklist}),
            "count": len(checklist.unresolved),
            "digest": checklist.digest,
        }
        return super().get_autosave_answer(request, obj, autosave) | {"checklist": answer}

    @staticmethod
    def _chosen_cover(article: Article, typed: Mapping[str, str]) -> str:
        """Return the value of the selected `cover` input: the key of a photo, or "" for the first one in order."""
        return typed.get("cover", str(article.cover_id) if article.cover_chosen else "")

    @staticmethod
    def _last_return(article: Article) -> WorkflowEvent | None:
        """Return the event that returned a draft to its author, unless something else happened since."""
        if article.status != Status.DRAFT:
            return None
        event = article.workflow_events.select_related("user").last()
        return event if event and event.action == WorkflowEvent.Action.RETURNED else None

    # Saving

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """Save a new article. An existing one is saved by `save_related`, in one version with its files."""
        user = cast(User, request.user)
        obj.edited_at, obj.edited_by = timezone.now(), user
        if not change:
            obj.written_by, obj.author = user, full_name(user)
            obj.last_submission = submission_digest(user, request.POST)
            obj.save()
            record(obj, user, "Tạo bài")

    def save_related(
        self, request: HttpRequest, form: ArticleForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Save an existing article with its files, then do what the pressed button says."""
        if not change:
            return
        article, user = form.instance, cast(User, request.user)
        changed = [name for name in form.changed_data if name in ArticleForm.Meta.fields]
        labels = [str(form.fields[name].label).lower() for name in changed]
        labels += ["ảnh"] * any(formset.has_changed() for formset in formsets)
        masks, reason = form.cleaned_data["mask_numbers"], form.cleaned_data["warnings_reason"]
        labels += [publishing.MASKING_COMMENT.lower()] * masks
        comment = f"Sửa {', '.join(labels)}" if labels else "Lưu"
        if reason and not form.action.publishes:
            comment = f"{comment}. {publishing.confirmation_note(reason)}"
        with versioned(user, article, comment, before=form.original):
            article.save()
            super().save_related(request, form, formsets, change)
            replace_slug(article, form.original.title)
            for row in (row for formset in formsets if formset.model is Attachment for row in formset.initial_forms):
                if "title" in row.changed_data and row.instance.pk:
                    rename_file(row.instance, row.initial["title"])
            if masks:
                mask_numbers(article)
            models.prefetch_related_objects([article], "photos", "attachments")
            if "cover" in request.POST:
                cover = request.POST["cover"]
                choose_cover(article, int(cover) if cover.isascii() and cover.isdecimal() and len(cover) < 19 else None)
            else:
                update_cover(article)
        if form.action == Action.SUBMIT:
            publishing.submit_for_approval(article, user)
        elif form.action.publishes:
            is_now = form.action == Action.PUBLISH and "published_at" in form.fields
            publishing.publish(article, timezone.now().replace(microsecond=0) if is_now else None, user, reason)
        digest = submission_digest(user, request.POST, edit_version(article))
        Article.objects.filter(pk=article.pk).update(last_submission=digest)

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        record(obj, cast(User, request.user), "Xóa bài")
        super().delete_model(request, obj)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return redirect("admin:news_article_change", obj.pk)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Report what was done, and redirect to where the user continues."""
        action = Action.from_data(request.POST)
        if action == Action.RETURN:
            return redirect("admin:news_article_return", obj.pk)
        if action == Action.SUBMIT:
            messages.success(request, f"Đã gửi duyệt “{obj}”. Muốn sửa nữa thì mở bài, bấm “Rút lại”.")
            if errors := alt_text_errors(obj.photos.all()):
                more = [f"Và {len(errors) - 3} chỗ nữa."] if len(errors) > 3 else []
                intro = "Lưu ý: còn thiếu những điều sau thì biên tập viên chưa đăng được."
                messages.warning(request, " ".join([intro, *errors[:3], *more]))
            return redirect("admin:news_article_changelist")
        if action.publishes:
            messages.success(request, views.publication_message(obj))
        else:
            messages.success(request, f"Đã lưu lúc {timezone.localtime(obj.edited_at):%H:%M:%S}.")
        return redirect("admin:news_article_change", obj.pk)


@admin.register(Category)
class CategoryAdmin(ScopedVersionAdmin):
    list_display = ["name", "slug", "order"]
    list_editable = ["order"]
    search_fields = ["name__folded"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(BoundaryChange)
class BoundaryChangeAdmin(ScopedVersionAdmin):
    list_display = ["effective_date", "note"]
    search_fields = ["note__folded"]


@admin.register(LoudspeakerSettings)
class LoudspeakerSettingsAdmin(SingleRowAdmin):
    """Linked from the page of the bulletin, and not in the menu."""

    list_display = ["__str__", "syllables_per_minute"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
