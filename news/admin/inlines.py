"""Photos, attachments and change notes in the article's form, and the upload of photos and attachments.

A browser with JavaScript sends each file in a separate request to `upload_view`, `replace_view` or `captions_view`. One
without sends them with the form, and `add_files` adds them once the form is saved.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from news.forms import Action, edit_version, warnings_digest
from news.models import Article, Attachment, ChangeNote, Photo
from news.permissions import get_article_or_404
from news.services.alt_text import alt_text_errors
from news.services.attachments import replace_captions, replace_file
from news.services.findings import read_and_check
from news.services.history import versioned
from news.services.photos import attach, attach_photos, discard_photos, store_photo, validate_room
from news.services.publishing import validate_content
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.core import limits
from saovang.core.content_checks import describe
from saovang.core.forms import BoundedInlineFormSet
from saovang.core.limits import BusyError
from saovang.links.usage import find_places, links_to, targets_of
from saovang.media.files import attach_file, discard_file
from saovang.media.images import display_name

MAX_ORDER = 10_000


class FileFormSet(BaseInlineFormSet):
    """Forms of the article's files.

    A file to which other texts link is deleted once the person who deletes it has read where.

    A file that was deleted since the page was rendered is neither validated nor saved. One that was added since, in
    another window, has a form with its stored values, so that what it lacks can be filled in if the page comes back.
    """

    request: HttpRequest  # set on the class by `FileInline.get_formset`
    default_error_messages = {"too_many_forms": "Bài có quá nhiều ảnh hoặc tệp."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = [f"{self.prefix}-{name}_FORMS" for name in ("TOTAL", "INITIAL")]
        total, initial = (str(self.data.get(name, "")) for name in counts)
        if not self.is_bound or total != initial or not re.fullmatch("[0-9]{1,4}", total):
            return
        sent = {self.data.get(f"{self.prefix}-{index}-id") for index in range(int(total))}
        added = [row for row in self.get_queryset() if str(row.pk) not in sent]
        if not added:
            return
        self.data = dict(self.data.items()) | dict.fromkeys(counts, str(int(total) + len(added)))
        for index, row in enumerate(added, start=int(total)):
            self.data |= self._stored_values(row, self.add_prefix(index))

    def _stored_values(self, row: Photo | Attachment, prefix: str) -> dict[str, str]:
        """Return the data of the row's form as the browser would send it: an unchecked box is left out."""
        form = self.form(instance=row, prefix=prefix)
        values = {field.html_name: field.value() for field in form}
        return {f"{prefix}-id": str(row.pk)} | {
            name: str("" if value is None else value) for name, value in values.items() if value is not False
        }

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

    def clean(self) -> None:
        """Add an error that says which links a deletion would break, unless this is the answer to it."""
        super().clean()
        deleted = [form.instance for form in self.deleted_forms if form.instance.pk]
        sentences = list(filter(None, map(self._describe_links, deleted)))
        name, digest = f"{self.prefix}-confirmed_deletions", warnings_digest(sentences)
        if sentences and self.data.get(name) != digest:
            field = format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', name, digest)
            last = format_html("Chưa lưu. Sửa các liên kết ấy trước, hoặc bấm lại lần nữa để cứ xóa.{}", field)
            raise ValidationError([*sentences, last])

    def _describe_links(self, row: Photo | Attachment) -> str:
        """Return a sentence that says where texts link to a file, "" if none does."""
        targets = targets_of(row)
        places = find_places(self.request, targets, self.instance).labels
        own = "chữ của bài này" if links_to(self.instance.body, targets) else ""
        found = "; ".join(filter(None, [own, places]))
        return f"Xóa {row._meta.verbose_name} “{row}” thì liên kết hỏng ở: {found}." if found else ""

    def is_multipart(self) -> bool:
        return True  # without JavaScript the files come with the form

    @property
    def remaining(self) -> list:
        """Return the article's files, with the form's values and without the deleted ones, in their new order."""
        deleted = {form.instance.pk for form in self.deleted_forms}
        rows = [row for row in self.get_queryset() if row.pk not in deleted]
        return sorted(rows, key=lambda row: (row.order, row.pk))


class ChangeNoteFormSet(BoundedInlineFormSet):
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
        # Django's field refuses the key of a deleted note, with an error that nobody can correct.
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
    max_files: int
    upload_field: str
    card_template: str
    missing_message: str
    store: Callable[..., Any]
    attach: Callable[..., Any]
    discard: Callable[[Any], None]

    class Media:
        css = {"all": ["css/admin-upload-panel.css", "css/admin-reuse.css"]}
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("upload-panel", "on-demand")]

    def get_formset(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """Bound the number of forms that forged data can ask for. Files deleted in another window have forms too."""
        formset = super().get_formset(request, obj, absolute_max=self.max_files + 100, **kwargs)
        formset.request = request  # type: ignore[attr-defined]
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return True

    has_change_permission = has_delete_permission = has_view_permission


class PhotoForm(forms.ModelForm):
    class Meta:
        model = Photo
        fields = ["caption", "alt_text", "decorative", "focus", "order"]
        widgets = {"alt_text": forms.Textarea({"rows": 1, "placeholder": "Chưa có mô tả", "enterkeyhint": "next"})}


class PhotoInline(FileInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    template = "admin/news/photos.html"
    card_template = "admin/news/photo_card.html"
    noun = "ảnh"
    max_files = settings.ARTICLE_MAX_PHOTOS
    upload_field = "new_photos"
    missing_message = "Chưa chọn tệp ảnh."
    attach = staticmethod(attach_photos)

    class Media:
        css = {"all": ["css/admin-photo-row.css", "css/admin-photo-board.css"]}
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("photo-picker", "photo-board")]

    @staticmethod
    def store(upload: UploadedFile, wait: bool = False) -> Photo:
        return store_photo(upload, wait=wait)

    @staticmethod
    def discard(photo: Photo) -> None:
        discard_photos([photo])


class AttachmentForm(forms.ModelForm):
    """Title and order; of a video also its poster, which is a photo of the article, and whether its captions go."""

    # Declared here, so that the admin site adds no buttons to it.
    poster = forms.ModelChoiceField(Photo.objects.none(), required=False, empty_label="Ảnh bìa của bài")
    without_captions = forms.BooleanField(required=False)

    class Meta:
        model = Attachment
        fields = ["title", "order", "poster"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_video:
            photos = Photo.objects.filter(article=self.instance.article_id)
            cast(forms.ModelChoiceField, self.fields["poster"]).queryset = photos
        else:
            del self.fields["poster"]
        if not self.instance.captions:
            del self.fields["without_captions"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("without_captions"):
            self.instance.captions = ""
        return self.cleaned_data


class AttachmentInline(FileInline):
    model = Attachment
    form = AttachmentForm
    template = "admin/news/attachments.html"
    card_template = "admin/news/attachment_card.html"
    noun = "tệp"
    max_files = settings.ARTICLE_MAX_ATTACHMENTS
    upload_field = "new_attachments"
    missing_message = "Chưa chọn tệp."
    attach = staticmethod(attach)
    discard = staticmethod(discard_file)

    @staticmethod
    def store(upload: UploadedFile, wait: bool = False) -> Attachment:
        return attach_file(Attachment(), upload, upload.name or "")


class ChangeNoteInline(admin.StackedInline):
    model = ChangeNote
    formset = ChangeNoteFormSet
    max_num = 50
    extra = 1
    fields = ["text"]
    verbose_name_plural = "Ghi chú cập nhật, người đọc thấy ở cuối bài"


@require_POST
def upload_view(request: AuthenticatedHttpRequest, pk: int, inline: type[FileInline]) -> HttpResponse:
    """Add the file `file` to the article. Return the form of the new row, or a message for the user with 4xx or 5xx.

    The same `key` gives the same row, however often it is sent; if the row has been deleted meanwhile, a new one.
    No version is stored for each uploaded photo: the next save stores one with all of them.
    """
    article = get_article_or_404(request, pk, change=True)
    upload, key = request.FILES.get("file"), _get_upload_key(request)
    if upload is None:
        return _error_response(inline.missing_message)
    if key and (row := inline.model._default_manager.filter(article=article, upload_key=key).first()):
        return _card_response(inline, article, row)
    try:
        validate_room(article, inline.model)  # before the file is decoded
        stored = inline.store(upload)
        stored.upload_key = key
        row = _attach(inline, article, stored, _requested_order(request))
    except ValidationError as error:
        return _validation_error_response(error)
    except Article.DoesNotExist as error:  # deleted while the file was stored
        raise Http404 from error
    return _card_response(inline, article, row)


@require_POST
def replace_view(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Replace the file of an attachment by `file`, as `_replace` answers."""

    def replace(attachment: Attachment, upload: UploadedFile) -> datetime | None:
        return replace_file(attachment, upload, upload.name or "", request.user, _get_upload_key(request))

    return _replace(request, pk, attachment_pk, replace)


@require_POST
def captions_view(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Replace the captions of a video by `file`, as `_replace` answers."""

    def replace(attachment: Attachment, upload: UploadedFile) -> datetime | None:
        return replace_captions(attachment, upload, request.user)

    return _replace(request, pk, attachment_pk, replace)


def _replace(
    request: AuthenticatedHttpRequest,
    pk: int,
    attachment_pk: int,
    replace: Callable[[Attachment, UploadedFile], datetime | None],
) -> HttpResponse:
    """Return the form of an attachment after `replace`, or a message for the user with 4xx or 5xx.

    The form that is open in the same window sends its `base_version`. If nobody else has saved the article since, the
    header X-Base-Version of the response is the new one, so that the form can still be saved.
    """
    article = get_article_or_404(request, pk, change=True)
    attachment = get_object_or_404(article.attachments, pk=attachment_pk)
    upload = request.FILES.get("file")
    if upload is None:
        return _error_response(AttachmentInline.missing_message)
    try:
        edited_at = replace(attachment, upload)
    except ValidationError as error:
        return _validation_error_response(error)
    except Article.DoesNotExist as error:  # deleted while the file was stored
        raise Http404 from error
    response = _card_response(AttachmentInline, article, attachment)
    if request.POST.get("base_version") == edit_version(Article(edited_at=edited_at)):
        response["X-Base-Version"] = edit_version(Article.objects.get(pk=pk))
    return response


def add_files(request: HttpRequest, user: User, article_pk: int) -> None:
    """Add and replace the files that came with the form, with a message for each one that is refused.

    Called after the form's transaction, which on SQLite holds the only write lock, because decoding takes seconds. To
    free the thread of the request, no further file is begun after half of the time that one may take.
    """
    deadline = time.monotonic() + limits.TIMEOUT / 2
    article = Article.objects.get(pk=article_pk)
    documents: list[Attachment] = []
    for attachment in article.attachments.all():
        if upload := request.FILES.get(f"replacement-{attachment.pk}"):
            try:
                _validate_time(deadline)
                replace_file(attachment, upload, upload.name or "", user)
            except ValidationError as error:
                _add_refusal(request, f"tệp “{display_name(upload.name or '')}”", error)
            else:
                messages.success(request, f"Đã thay tệp “{attachment}”.")
                documents.append(attachment)
        if upload := request.FILES.get(f"captions-{attachment.pk}"):
            try:
                replace_captions(attachment, upload, user)
            except ValidationError as error:
                _add_refusal(request, f"phụ đề “{display_name(upload.name or '')}”", error)
            else:
                messages.success(request, f"Đã thay phụ đề của “{attachment}”.")
    for inline in (PhotoInline, AttachmentInline):
        uploads = request.FILES.getlist(inline.upload_field)
        try:
            validate_room(article, inline.model, len(uploads))
        except ValidationError as error:
            room = (error.params or {})["room"]
            _add_refusal(request, f"{len(uploads) - room} {inline.noun} sau cùng", error)
            uploads = uploads[:room]
        rows: list[Any] = []
        for upload in uploads:
            try:
                _validate_time(deadline)
                rows.append(inline.store(upload, wait=True))
            except ValidationError as error:
                _add_refusal(request, f"{inline.noun} “{display_name(upload.name or '')}”", error)
        if not rows:
            continue
        try:
            with transaction.atomic():
                article = Article.objects.select_for_update().get(pk=article_pk)
                with versioned(user, article, f"Thêm {len(rows)} {inline.noun}"):
                    inline.attach(article, rows)
        except ValidationError as error:  # others were added meanwhile
            for row in rows:
                inline.discard(row)
            _add_refusal(request, f"{len(rows)} {inline.noun}", error)
        else:
            messages.success(request, f"Đã thêm {len(rows)} {inline.noun}.")
            documents += [row for row in rows if isinstance(row, Attachment)]
    if article.status == Article.Status.PUBLISHED:
        for sentence in describe(read_and_check(documents)):
            messages.warning(request, f"Bài đang đăng có {sentence}. Hãy thay bằng tệp đã che bớt.")


def _attach(inline: type[FileInline], article: Article, stored: Any, order: int | None) -> Any:
    """Attach a stored file and return its row. The file is deleted if there is an error or another row has its key."""
    try:
        (row,) = inline.attach(article, [stored], order)
    except BaseException:
        inline.discard(stored)
        raise
    if row is not stored:
        inline.discard(stored)
    return row


def render_card(inline: type[FileInline], article: Article, row: Any) -> str:
    """Return the form of a row, as the first of its formset."""
    return _card_response(inline, article, row).text


def _card_response(inline: type[FileInline], article: Article, row: Any) -> HttpResponse:
    formset_class = inlineformset_factory(Article, inline.model, form=inline.form, formset=inline.formset, extra=0)
    prefix = formset_class.get_default_prefix()
    formset = formset_class(instance=article, queryset=inline.model._default_manager.filter(pk=row.pk), prefix=prefix)
    context: dict[str, Any] = {"form": formset[0], "article": article}
    if inline.model is Attachment and article.status == Article.Status.PUBLISHED:
        context |= {"uploaded": row.pk, "findings": describe(read_and_check([row]))}
    return HttpResponse(render_to_string(inline.card_template, context))


def _validate_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise BusyError


def _validation_error_response(error: ValidationError) -> HttpResponse:
    # 502: the storage failed, 503: the server is busy; the same file may be sent again.
    status = {"not_stored": 502, "busy": 503}.get(getattr(error, "code", ""), 422)
    return _error_response(" ".join(error.messages), status)


def _error_response(message: str, status: int = 422) -> HttpResponse:
    return HttpResponse(message, content_type="text/plain; charset=utf-8", status=status)


def _add_refusal(request: HttpRequest, files: str, error: ValidationError) -> None:
    messages.error(request, f"Không nhận được {files}: {' '.join(error.messages)}")


def _requested_order(request: HttpRequest) -> int | None:
    order = request.POST.get("order", "")
    return min(int(order), MAX_ORDER) if order.isascii() and order.isdecimal() and len(order) < 6 else None


def _get_upload_key(request: HttpRequest) -> UUID | None:
    """Return the key that the browser made for the file; None if it sent none that is a UUID."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
