"""The panel of an article's photos at the desk, and the address that each photo is sent to on its own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from news.admin.inlines import Formsets, PanelFormSet, PanelInline, add_batch, given_order, refusal, refused
from news.admin.permissions import PermissionsMixin
from news.forms import ArticleForm
from news.models import Article, Photo
from news.services.alt_text import problems_of
from news.services.photos import attach_photos, choose_cover, discard_photos, store_photo
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.core.forms import NFCModelForm
from saovang.media.worker import BusyError, run_in_worker


class PhotoForm(NFCModelForm):
    class Meta:
        model = Photo
        fields = ["caption", "alt_text", "decorative", "order"]
        widgets = {"alt_text": forms.Textarea({"rows": 2, "placeholder": "Ví dụ: Bà con rước kiệu qua cổng làng"})}


class PhotoFormSet(PanelFormSet):
    def clean(self) -> None:
        """A published article keeps to what was asked at its publication."""
        super().clean()
        if self.instance.status == Article.Status.PUBLISHED and not any(self.errors):
            if found := problems_of(self.kept):
                raise ValidationError(found)


class PhotoInline(PanelInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    template = "admin/news/photos.html"

    class Media:
        css = {"all": ["css/admin-photo-row.css"]}
        js = [forms.Script("js/photo-picker.js", type="module")]


CARD = inlineformset_factory(Article, Photo, form=PhotoForm, formset=PhotoFormSet, extra=0)


class PhotosMixin(PermissionsMixin):
    """The part of the article's admin that takes photos."""

    def get_urls(self) -> list:
        upload = self.admin_site.admin_view(self.upload_photo)
        return [path("<int:pk>/anh/", upload, name="news_article_photo"), *super().get_urls()]

    @method_decorator(require_POST)
    def upload_photo(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """Add the file `file` to the article: its card, or a sentence with 4xx for the person who chose it."""
        article = self.article_or_404(request, pk, change=True)
        if "file" not in request.FILES:
            return refusal("Chưa chọn tệp ảnh.")
        try:
            photo = run_in_worker(store_photo, request.FILES["file"])
        except ValidationError as error:
            return refused(error)
        except BusyError:
            return refusal("Máy chủ đang xử lý nhiều ảnh, hãy thử lại sau ít giây.", 503)
        try:  # no version of its own for each of eighteen photos: the next save's holds them
            attach_photos(article, [photo], given_order(request))
        except BaseException as error:
            discard_photos([photo])
            if isinstance(error, Article.DoesNotExist):  # deleted while the photo was decoded
                raise Http404 from error
            raise
        formset = CARD(instance=article, queryset=Photo.objects.filter(pk=photo.pk), prefix="photos")
        return render(request, "admin/news/photo_card.html", {"form": formset[0], "article": article})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without script the photos come with the form. Save it first, then decode them: behind Django's
        transaction, which holds SQLite's write lock. What was typed is safe before the first photo is looked at."""
        response = super().changeform_view(request, *args, **kwargs)
        if article := getattr(request, "saved_article", None):
            add_batch(request, article, request.FILES.getlist("new_photos"), "ảnh", _stored, attach_photos)
        return response

    def save_related(self, request: HttpRequest, form: ArticleForm, formsets: Formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        key = request.POST.get("cover", "")
        choose_cover(form.instance, int(key) if key.isascii() and key.isdecimal() else None)
        request.saved_article = form.instance  # type: ignore[attr-defined]  # for `changeform_view`


def _stored(upload: UploadedFile) -> Photo:
    """One of a batch waits for its turn, whoever else sends photos."""
    return run_in_worker(store_photo, upload, wait=True)
