"""Photos and documents in the form of their owner, such as an article or a page, and their upload.

A browser with JavaScript sends each file in a separate request to `upload_view`. One without sends them with the form,
and `add_files` adds them once the form is saved.
"""

import re
import time
from collections.abc import Callable, Collection
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.core import limits
from saovang.core.forms import warnings_digest
from saovang.core.limits import BusyError
from saovang.links.usage import find_places, links_to, targets_of
from saovang.media.files import OwnedFile
from saovang.media.images import display_name
from saovang.media.photos import BasePhoto
from saovang.uploads.services import discard, kind_of, store_photo, validate_room

MAX_ORDER = 10_000


class FileFormSet(BaseInlineFormSet):
    """Forms of the files of an owner.

    A file to which other texts link is deleted once the person who deletes it has read where.

    A file that was deleted since the page was rendered is neither validated nor saved. One that was added since, in
    another window, has a form with its stored values, so that what it lacks can be filled in if the page comes back.
    """

    request: HttpRequest  # set on the class by `FileInline.get_formset`
    default_error_messages = {"too_many_forms": "Có quá nhiều ảnh hoặc tệp."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counts = [f"{self.prefix}-{name}_FORMS" for name in ("TOTAL", "INITIAL")]
        if self.is_bound and not self.data.keys() & counts:  # rendered before there were photos
            self.data = dict(self.data.items()) | dict.fromkeys(counts, "0")
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

    def _stored_values(self, row: OwnedFile, prefix: str) -> dict[str, str]:
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
                raise SuspiciousOperation("of another owner")

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

    def _describe_links(self, row: OwnedFile) -> str:
        """Return a sentence that says where texts link to a file, "" if none does."""
        targets = targets_of(row)
        places = find_places(self.request, targets, self.instance).labels
        own = f"chữ của {row.OWNER_NOUN} này" if links_to(self.instance.body, targets) else ""
        found = "; ".join(filter(None, [own, places]))
        return f"Xóa {row._meta.verbose_name} “{row}” thì liên kết hỏng ở: {found}." if found else ""

    def is_multipart(self) -> bool:
        return True  # without JavaScript the files come with the form

    @property
    def remaining(self) -> list:
        """Return the files, with the form's values and without the deleted ones, in their new order."""
        deleted = {form.instance.pk for form in self.deleted_forms}
        rows = [row for row in self.get_queryset() if row.pk not in deleted]
        return sorted(rows, key=lambda row: (row.order, row.pk))


class FileInline(admin.StackedInline):
    """The photos or documents of an owner, for users who may change it.

    New files come by upload only: `store` returns an unsaved row.
    """

    formset = FileFormSet
    extra = max_num = 0
    in_text_column = True  # for the article's form
    noun: str
    upload_field: str
    card_template: str
    missing_message: str
    store: Callable[..., Any]

    class Media:
        css = {"all": ["css/admin-upload-panel.css", "css/admin-reuse.css"]}
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("upload-panel", "on-demand")]

    @property
    def owner_noun(self) -> str:
        return self.model.OWNER_NOUN

    @classmethod
    def owner_model(cls) -> type[models.Model]:
        return cls.model._meta.get_field(cls.model.OWNER_FIELD).related_model

    @classmethod
    def card_context(cls, owner: Any, row: Any) -> dict[str, Any]:
        """Return what the template of a card needs besides the form of the row."""
        return {"owner": owner, "opts": owner._meta, "owner_noun": row.OWNER_NOUN}

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        """Bound the number of forms that forged data can ask for. Files deleted in another window have forms too."""
        limit = getattr(settings, self.model.LIMIT)
        formset = super().get_formset(request, obj, absolute_max=limit + 100, **kwargs)
        formset.request = request  # type: ignore[attr-defined]
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.admin_site.get_model_admin(self.parent_model).has_change_permission(request, obj)

    has_delete_permission = has_change_permission


class BasePhotoForm(forms.ModelForm):
    class Meta:
        fields = ("caption", "alt_text", "decorative", "focus", "order")  # a formset would append to a list
        widgets = {"alt_text": forms.Textarea({"rows": 1, "placeholder": "Chưa có mô tả", "enterkeyhint": "next"})}


class BasePhotoInline(FileInline):
    template = "uploads/photos.html"
    card_template = "uploads/photo_card.html"
    noun = "ảnh"
    upload_field = "new_photos"
    missing_message = "Chưa chọn tệp ảnh."
    has_cover = False  # whether one of the photos stands for the owner

    class Media:
        css = {"all": ["css/admin-photo-row.css", "css/admin-photo-board.css"]}
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("photo-picker", "photo-board")]

    @classmethod
    def card_context(cls, owner: Any, row: Any) -> dict[str, Any]:
        return super().card_context(owner, row) | {"has_cover": cls.has_cover}

    @classmethod
    def store(cls, upload: UploadedFile, wait: bool = False) -> BasePhoto:
        return store_photo(cast(type[BasePhoto], cls.model)(), upload, wait=wait)


def get_owner(request: HttpRequest, inline: type[FileInline], pk: int, change: bool = False) -> Any:
    """Return the owner that the user may view, or change.

    Raises Http404 if there is none, and PermissionDenied if the user may not.
    """
    model_admin = admin.site.get_model_admin(inline.owner_model())
    owner = model_admin.get_object(request, str(pk))
    if owner is None:
        raise Http404
    has_permission = model_admin.has_change_permission if change else model_admin.has_view_permission
    if not has_permission(request, owner):
        raise PermissionDenied
    return owner


@require_POST
def upload_view(request: AuthenticatedHttpRequest, pk: int, inline: type[FileInline]) -> HttpResponse:
    """Add the file `file` to its owner. Return the form of the new row, or a message for the user with 4xx or 5xx.

    The same `key` gives the same row, however often it is sent; if the row has been deleted meanwhile, a new one.
    No version is stored for each uploaded photo: the next save stores one with all of them.
    """
    owner = get_owner(request, inline, pk, change=True)
    model = kind_of(inline.model).model
    upload, key = request.FILES.get("file"), get_upload_key(request)
    if upload is None:
        return error_response(inline.missing_message)
    if key and (row := model._default_manager.filter(upload_key=key, **{model.OWNER_FIELD: owner}).first()):
        return card_response(inline, owner, row)
    try:
        validate_room(owner, model)  # before the file is decoded
        stored = inline.store(upload)
        stored.upload_key = key
        row = _attach(inline, owner, stored, _requested_order(request))
    except ValidationError as error:
        return validation_error_response(error)
    except ObjectDoesNotExist as error:  # deleted while the file was stored
        raise Http404 from error
    return card_response(inline, owner, row)


def add_files(
    request: HttpRequest, user: User, owner: models.Model, inlines: Collection[type[FileInline]], deadline: float
) -> list[OwnedFile]:
    """Add the files that came with the form and return their rows, with a message for each one that is refused.

    Called after the form's transaction, which on SQLite holds the only write lock, because decoding takes seconds. No
    further file is begun after `deadline`, a time of `time.monotonic()`.
    """
    added: list[OwnedFile] = []
    for inline in inlines:
        kind, uploads = kind_of(inline.model), request.FILES.getlist(inline.upload_field)
        try:
            validate_room(owner, kind.model, len(uploads))
        except ValidationError as error:
            room = (error.params or {})["room"]
            add_refusal(request, f"{len(uploads) - room} {inline.noun} sau cùng", error)
            uploads = uploads[:room]
        rows: list[Any] = []
        for upload in uploads:
            try:
                validate_time(deadline)
                rows.append(inline.store(upload, wait=True))
            except ValidationError as error:
                add_refusal(request, f"{inline.noun} “{display_name(upload.name or '')}”", error)
        if not rows:
            continue
        try:
            with transaction.atomic():
                locked = type(owner)._default_manager.select_for_update().get(pk=owner.pk)
                with kind.versioned(user, locked, f"Thêm {len(rows)} {inline.noun}"):
                    kind.attach(locked, rows)
        except ValidationError as error:  # others were added meanwhile
            discard(rows)
            add_refusal(request, f"{len(rows)} {inline.noun}", error)
        else:
            messages.success(request, f"Đã thêm {len(rows)} {inline.noun}.")
            added += rows
    return added


def get_deadline() -> float:
    """Return the time after which no further file of a request is begun: half of what one file may take is over."""
    return time.monotonic() + limits.TIMEOUT / 2


def _attach(inline: type[FileInline], owner: models.Model, stored: Any, order: int | None) -> Any:
    """Attach a stored file and return its row. The file is deleted if there is an error or another row has its key."""
    try:
        (row,) = kind_of(inline.model).attach(owner, [stored], order)
    except BaseException:
        discard([stored])
        raise
    if row is not stored:
        discard([stored])
    return row


def card_response(inline: type[FileInline], owner: models.Model, row: Any) -> HttpResponse:
    """Return the form of a row, as the first of its formset."""
    formset_class: type[BaseInlineFormSet] = inlineformset_factory(
        inline.owner_model(), inline.model, form=inline.form, formset=inline.formset, extra=0
    )
    prefix = formset_class.get_default_prefix()
    formset = formset_class(instance=owner, queryset=inline.model._default_manager.filter(pk=row.pk), prefix=prefix)
    context = inline.card_context(owner, row) | {"form": formset[0]}
    return HttpResponse(render_to_string(inline.card_template, context))


def validate_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise BusyError


def validation_error_response(error: ValidationError) -> HttpResponse:
    # 502: the storage failed, 503: the server is busy; the same file may be sent again.
    status = {"not_stored": 502, "busy": 503}.get(getattr(error, "code", ""), 422)
    return error_response(" ".join(error.messages), status)


def error_response(message: str, status: int = 422) -> HttpResponse:
    return HttpResponse(message, content_type="text/plain; charset=utf-8", status=status)


def add_refusal(request: HttpRequest, files: str, error: ValidationError) -> None:
    messages.error(request, f"Không nhận được {files}: {' '.join(error.messages)}")


def _requested_order(request: HttpRequest) -> int | None:
    order = request.POST.get("order", "")
    return min(int(order), MAX_ORDER) if order.isascii() and order.isdecimal() and len(order) < 6 else None


def get_upload_key(request: HttpRequest) -> UUID | None:
    """Return the key that the browser made for the file; None if it sent none that is a UUID."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
