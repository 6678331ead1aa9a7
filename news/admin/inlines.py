"""Photos, attachments and change notes in the article's form, and the upload of photos and attachments.

A browser with JavaScript sends each file in a separate request to `upload_view`. One without sends them with the
form, and `add_files` adds them once the form is saved.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from news.forms import Action
from news.models import Article, Attachment, ChangeNote, Photo
from news.permissions import get_article_or_404
from news.services.alt_text import alt_text_errors
from news.services.history import versioned
from news.services.photos import attach, attach_photos, discard_photos, store_photo
from news.services.publishing import validate_content
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.core.forms import NFCModelForm
from saovang.media.files import attach_file
from saovang.media.images import display_name
from saovang.media.storage import ignore_storage_errors
from saovang.media.worker import BusyError, run_in_worker

MAX_ORDER = 10_000


class FileFormSet(BaseInlineFormSet):
    """Forms of the files that the page was rendered with. A file deleted since is neither validated nor saved."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        pk = form.instance.pk
        form.missing_pk = ""
        # Replaces Django's field, which runs one query per form: the formset has the instance already.
        form.fields["id"] = forms.IntegerField(initial=pk, required=False, widget=forms.HiddenInput)
        if self.is_bound and pk is None:
            form.missing_pk = self.data.get(form.add_prefix("id")) or "0"
            form.fields = {"id": forms.CharField(required=False)}
            if form.missing_pk.isdecimal() and type(form.instance).objects.filter(pk=form.missing_pk).exists():
                raise SuspiciousOperation("of another article")

    def is_multipart(self) -> bool:
        return True  # without JavaScript the files come with the form

    @property
    def remaining(self) -> list:
        """Return the article's files, with the form's values and without the deleted ones, in their new order."""
        deleted = {form.instance.pk for form in self.deleted_forms}
        rows = [row for row in self.get_queryset() if row.pk not in deleted]
        return sorted(rows, key=lambda row: (row.order, row.pk))


class ChangeNoteFormSet(BaseInlineFormSet):
    """Forms of the change notes. A note deleted since the page was rendered is not saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and f"{self.prefix}-TOTAL_FORMS" not in self.data:  # rendered before the article was public
            self.data = dict(self.data.items()) | {
                f"{self.prefix}-TOTAL_FORMS": "1",
                f"{self.prefix}-INITIAL_FORMS": "0",
            }

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # Django's field refuses the key of a deleted note, with an error that nobody can mend.
        form.fields["id"] = forms.IntegerField(initial=form.instance.pk, required=False, widget=forms.HiddenInput)


class PhotoFormSet(FileFormSet):
    def clean(self) -> None:
        """Validate the photos, as they will be after saving, for the action of the form."""
        super().clean()
        article, action = self.instance, Action.from_data(self.data)
        will_be_public = action.publishes or article.status == Article.Status.PUBLISHED
        if any(self.errors) or not (will_be_public or action == Action.SUBMIT):
            return
        photos = self.remaining
        if self.deleted_forms:  # the article's form has counted the deleted photos as content
            validate_content(article, photos)
        if will_be_public and (errors := alt_text_errors(photos)):
            raise ValidationError(errors)


class FileInline(admin.StackedInline):
    """The photos or attachments of an article. `ArticleAdmin` shows them to users who may change the article.

    New files come by upload only: `store` returns an unsaved row, `attach` saves it with its article, `discard` deletes
    the file of a row that was not attached.
    """

    formset = FileFormSet
    extra = 0
    in_text_column = True  # for the form's template
    noun: str
    upload_field: str
    card_template: str
    missing_message: str
    store: Callable[..., Any]
    attach: Callable[..., Any]
    discard: Callable[[Any], None]

    class Media:
        css = {"all": ["css/admin-upload-panel.css"]}
        js = [forms.Script("js/upload-panel.js", type="module")]

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return True

    has_change_permission = has_delete_permission = has_view_permission


class PhotoForm(NFCModelForm):
    class Meta:
        model = Photo
        fields = ["caption", "alt_text", "decorative", "order"]
        widgets = {"alt_text": forms.Textarea({"rows": 2, "placeholder": "Ví dụ: Bà con rước kiệu qua cổng làng"})}


class PhotoInline(FileInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    template = "admin/news/photos.html"
    card_template = "admin/news/photo_card.html"
    noun = "ảnh"
    upload_field = "new_photos"
    missing_message = "Chưa chọn tệp ảnh."
    attach = staticmethod(attach_photos)

    class Media:
        css = {"all": ["css/admin-photo-row.css"]}
        js = [forms.Script("js/photo-picker.js", type="module")]

    @staticmethod
    def store(upload: UploadedFile, wait: bool = False) -> Photo:
        return run_in_worker(store_photo, upload, wait=wait)

    @staticmethod
    def discard(photo: Photo) -> None:
        discard_photos([photo])


class AttachmentForm(NFCModelForm):
    class Meta:
        model = Attachment
        fields = ["title", "order"]


class AttachmentInline(FileInline):
    model = Attachment
    form = AttachmentForm
    template = "admin/news/attachments.html"
    card_template = "admin/news/attachment_card.html"
    noun = "tệp"
    upload_field = "new_attachments"
    missing_message = "Chưa chọn tệp."
    attach = staticmethod(attach)

    @staticmethod
    def store(upload: UploadedFile, wait: bool = False) -> Attachment:
        return attach_file(Attachment(), upload, upload.name or "")

    @staticmethod
    def discard(attachment: Attachment) -> None:
        with ignore_storage_errors():
            attachment.file.delete(save=False)


class ChangeNoteInline(admin.StackedInline):
    model = ChangeNote
    formset = ChangeNoteFormSet
    form = NFCModelForm
    extra = 1
    fields = ["text"]
    verbose_name_plural = "Ghi chú cập nhật, người đọc thấy ở cuối bài"


@require_POST
def upload_view(request: AuthenticatedHttpRequest, pk: int, inline: type[FileInline]) -> HttpResponse:
    """Add the file `file` to the article. Return the form of the new row, or a message for the user with 4xx or 5xx.

    No version is stored for each uploaded photo: the next save stores one with all of them.
    """
    article = get_article_or_404(request, pk, change=True)
    upload = request.FILES.get("file")
    if upload is None:
        return _error_response(inline.missing_message)
    try:
        row = inline.store(upload)
    except ValidationError as error:
        # 502: the storage failed, and the same file may be sent again.
        status = 502 if getattr(error, "code", "") == "not_stored" else 422
        return _error_response(" ".join(error.messages), status)
    except BusyError:
        return _error_response("Máy chủ đang xử lý nhiều ảnh, hãy thử lại sau ít giây.", 503)
    try:
        inline.attach(article, [row], _requested_order(request))
    except BaseException as error:
        inline.discard(row)
        if isinstance(error, Article.DoesNotExist):  # deleted while the file was stored
            raise Http404 from error
        raise
    formset_class = inlineformset_factory(Article, inline.model, form=inline.form, formset=inline.formset, extra=0)
    prefix = formset_class.get_default_prefix()
    formset = formset_class(instance=article, queryset=inline.model._default_manager.filter(pk=row.pk), prefix=prefix)
    return HttpResponse(render_to_string(inline.card_template, {"form": formset[0], "article": article}))


def add_files(request: HttpRequest, user: User, article_pk: int) -> None:
    """Add the files that came with the form, with a message for each one that is refused.

    Called after the form's transaction, which on SQLite holds the only write lock, because decoding takes seconds.
    """
    for inline in (PhotoInline, AttachmentInline):
        rows: list[Any] = []
        for upload in request.FILES.getlist(inline.upload_field):
            try:
                rows.append(inline.store(upload, wait=True))
            except ValidationError as error:
                name = display_name(upload.name or "")
                messages.error(request, f"Không nhận được {inline.noun} “{name}”: {' '.join(error.messages)}")
        if rows:
            with transaction.atomic():
                article = Article.objects.select_for_update().get(pk=article_pk)
                with versioned(user, article, f"Thêm {len(rows)} {inline.noun}"):
                    inline.attach(article, rows)
            messages.success(request, f"Đã thêm {len(rows)} {inline.noun}.")


def _error_response(message: str, status: int = 422) -> HttpResponse:
    return HttpResponse(message, content_type="text/plain; charset=utf-8", status=status)


def _requested_order(request: HttpRequest) -> int | None:
    order = request.POST.get("order", "")
    return min(int(order), MAX_ORDER) if order.isascii() and order.isdecimal() and len(order) < 6 else None
