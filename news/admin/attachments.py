"""The panel of an article's documents at the desk, and the address that each is sent to on its own."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import inlineformset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from news.admin.inlines import PanelFormSet, PanelInline, add_batch, given_order, refusal, refused
from news.admin.permissions import PermissionsMixin
from news.models import Article, Attachment
from news.services.attachments import attach_documents
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.core.forms import NFCModelForm
from saovang.media.files import attach_file
from saovang.media.storage import ignore_storage_errors


class AttachmentForm(NFCModelForm):
    class Meta:
        model = Attachment
        fields = ["title", "order"]


class AttachmentInline(PanelInline):
    model = Attachment
    form = AttachmentForm
    template = "admin/news/attachments.html"


CARD = inlineformset_factory(Article, Attachment, form=AttachmentForm, formset=PanelFormSet, extra=0)


class AttachmentsMixin(PermissionsMixin):
    """The part of the article's admin that takes documents."""

    def get_urls(self) -> list:
        upload = self.admin_site.admin_view(self.upload_document)
        return [path("<int:pk>/tep/", upload, name="news_article_document"), *super().get_urls()]

    @method_decorator(require_POST)
    def upload_document(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """Add the file `file` to the article: its card, or a sentence with 4xx for the person who chose it."""
        article = self.article_or_404(request, pk, change=True)
        upload = request.FILES.get("file")
        if upload is None:
            return refusal("Chưa chọn tệp.")
        try:
            document = _stored(upload)
        except ValidationError as error:
            return refused(error)
        try:
            attach_documents(article, [document], given_order(request))
        except Article.DoesNotExist as error:  # deleted meanwhile
            with ignore_storage_errors():
                document.file.delete(save=False)
            raise Http404 from error
        formset = CARD(instance=article, queryset=Attachment.objects.filter(pk=document.pk), prefix="attachments")
        return render(request, "admin/news/attachment_card.html", {"form": formset[0]})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without script the documents come with the form, and are added once it is saved."""
        response = super().changeform_view(request, *args, **kwargs)
        if article := getattr(request, "saved_article", None):
            add_batch(request, article, request.FILES.getlist("new_attachments"), "tệp", _stored, attach_documents)
        return response


def _stored(upload: UploadedFile) -> Attachment:
    return attach_file(Attachment(), upload, upload.name or "")
