"""Photos, attachments and change notes in the article's form. `saovang.uploads` uploads photos and attachments."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from news.forms import Action, edit_version
from news.models import Article, Attachment, ChangeNote, Photo
from news.permissions import get_article_or_404
from news.services.attachments import replace_captions, replace_file
from news.services.findings import read_and_check
from news.services.publishing import validate_content
from news.services.word import readable_types
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.core.content_checks import describe
from saovang.core.forms import BoundedInlineFormSet
from saovang.media.alt_text import alt_text_errors
from saovang.media.files import attach_file
from saovang.media.images import display_name
from saovang.media.libreoffice import convert_old_word, find_program
from saovang.uploads import inlines as uploads
from saovang.uploads.inlines import (
    BasePhotoForm,
    BasePhotoInline,
    FileFormSet,
    FileInline,
    card_response,
    error_response,
    get_upload_key,
    validation_error_response,
)


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


class PhotoForm(BasePhotoForm):
    class Meta(BasePhotoForm.Meta):
        model = Photo


class PhotoInline(BasePhotoInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    has_cover = True


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
        self.is_readable = self.instance.file_type in readable_types()

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
    upload_field = "new_attachments"
    missing_message = "Chưa chọn tệp."
    converts_old_word = staticmethod(find_program)

    @classmethod
    def card_context(cls, owner: Article, row: Attachment) -> dict[str, Any]:
        context = super().card_context(owner, row) | {"article": owner}
        if owner.status == Article.Status.PUBLISHED:
            context |= {"uploaded": row.pk, "findings": describe(read_and_check([row]))}
        return context

    @staticmethod
    def store(upload: UploadedFile, wait: bool = False) -> Attachment:
        return attach_file(Attachment(), convert_old_word(upload), upload.name or "")


class ChangeNoteInline(admin.StackedInline):
    model = ChangeNote
    formset = ChangeNoteFormSet
    max_num = 50
    extra = 1
    fields = ["text"]
    verbose_name_plural = "Ghi chú cập nhật, người đọc thấy ở cuối bài"


@require_POST
def replace_view(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Replace the file of an attachment by `file`, as `_replace` answers."""

    def replace(attachment: Attachment, upload: UploadedFile) -> datetime | None:
        return replace_file(attachment, upload, upload.name or "", request.user, get_upload_key(request))

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
        return error_response(AttachmentInline.missing_message)
    try:
        edited_at = replace(attachment, upload)
    except ValidationError as error:
        return validation_error_response(error)
    except Article.DoesNotExist as error:  # deleted while the file was stored
        raise Http404 from error
    response = card_response(AttachmentInline, article, attachment)
    if request.POST.get("base_version") == edit_version(Article(edited_at=edited_at)):
        response["X-Base-Version"] = edit_version(Article.objects.get(pk=pk))
    return response


def save_files(request: HttpRequest, user: User, article_pk: int) -> None:
    """Add and replace the files that came with the form, with a message for each one that is refused.

    Called after the form's transaction, as `uploads.add_files` says.
    """
    deadline = uploads.get_deadline()
    article = Article.objects.get(pk=article_pk)
    documents: list[Attachment] = []
    for attachment in article.attachments.all():
        if upload := request.FILES.get(f"replacement-{attachment.pk}"):
            try:
                uploads.validate_time(deadline)
                replace_file(attachment, upload, upload.name or "", user)
            except ValidationError as error:
                uploads.add_refusal(request, f"tệp “{display_name(upload.name or '')}”", error)
            else:
                messages.success(request, f"Đã thay tệp “{attachment}”.")
                documents.append(attachment)
        if upload := request.FILES.get(f"captions-{attachment.pk}"):
            try:
                replace_captions(attachment, upload, user)
            except ValidationError as error:
                uploads.add_refusal(request, f"phụ đề “{display_name(upload.name or '')}”", error)
            else:
                messages.success(request, f"Đã thay phụ đề của “{attachment}”.")
    added = uploads.add_files(request, user, article, [PhotoInline, AttachmentInline], deadline)
    documents += [row for row in added if isinstance(row, Attachment)]
    if article.status == Article.Status.PUBLISHED:
        for sentence in describe(read_and_check(documents)):
            messages.warning(request, f"Bài đang đăng có {sentence}. Hãy thay bằng tệp đã che bớt.")
