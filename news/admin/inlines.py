"""What the panels of an article's photos and of its documents share: rows that may be gone, answers, batches."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse

from news.admin.permissions import signed_in
from news.models import Article, Attachment, Photo
from news.services.history import recorded
from saovang.media.images import display_name

Row = TypeVar("Row", Photo, Attachment)
Formsets = list[BaseInlineFormSet]  # of a form that was sent, one a panel


class PanelFormSet(BaseInlineFormSet):
    """Forms of the rows that came with the page, but for those that are gone since."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.gone = ""
        if self.is_bound and form.instance.pk is None:  # deleted in another window: nothing to check, nothing to save
            form.gone = self.data.get(form.add_prefix("id")) or "0"  # the key of none, for a row that never was
            form.fields = {"id": forms.CharField(required=False)}
            if form.gone.isdecimal() and type(form.instance).objects.filter(pk=form.gone).exists():
                raise SuspiciousOperation("of another article")

    def is_multipart(self) -> bool:
        return True  # without script the files come with the form

    @property
    def kept(self) -> list:
        """The rows as they will be, in their order."""
        forms: list[Any] = [form for form in self.forms if form not in self.deleted_forms]
        return sorted((form.instance for form in forms if not form.gone), key=lambda row: (row.order, row.pk))


class PanelInline(admin.StackedInline):
    """Whoever may change the article may change what is in its panels. New rows come by upload only."""

    formset = PanelFormSet
    extra = 0
    beside_text = True  # for the form's template

    class Media:
        css = {"all": ["css/admin-upload-panel.css"]}
        js = [forms.Script("js/upload-panel.js", type="module")]

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self.admin_site.get_model_admin(Article).has_change_permission(request, obj)

    has_delete_permission = has_change_permission


def refusal(sentence: str, status: int = 422) -> HttpResponse:
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)


def refused(error: ValidationError) -> HttpResponse:
    """What is wrong with a file, or 502 where it is the store and the same file may be sent again."""
    return refusal(" ".join(error.messages), 502 if getattr(error, "code", "") == "not_stored" else 422)


def given_order(request: HttpRequest) -> int | None:
    """The number in the row of its panel that the browser asks for."""
    order = request.POST.get("order", "")
    return min(int(order), 10_000) if order.isascii() and order.isdecimal() and len(order) < 6 else None


def add_batch(
    request: HttpRequest,
    article: Article,
    uploads: Iterable[UploadedFile],
    noun: str,
    store: Callable[[UploadedFile], Row],
    attach: Callable[[Article, list[Row]], object],
) -> None:
    """Add the good ones of the files that came with the form, and say of each other one what is wrong with it."""
    rows = []
    for upload in uploads:
        try:
            rows.append(store(upload))
        except ValidationError as error:
            name = display_name(upload.name or "")
            messages.error(request, f"Không nhận được {noun} “{name}”: {' '.join(error.messages)}")
    if rows:
        with recorded(signed_in(request), article, f"Thêm {len(rows)} {noun}"):
            attach(article, rows)
        messages.success(request, f"Đã thêm {len(rows)} {noun}.")
