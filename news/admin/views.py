"""The admin pages of an article besides its form: preview, workflow, history, deleted articles."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from reversion.models import Version

from news.admin.inlines import PhotoForm
from news.forms import PreviewForm, edit_version
from news.models import Article, Attachment, Category, Photo, PreviewLink, WorkflowEvent
from news.permissions import can_change, can_recall, get_article_or_404
from news.preview import get_preview_article, render_preview
from news.services import publishing
from news.services.checklist import Checklist, check_article
from news.services.diff import diff_snapshots
from news.services.erasing import erase, find_erasable
from news.services.findings import article_findings, read_attachments, unread_files
from news.services.history import deleted_versions, load_snapshot, restore, versions
from news.services.word import create_from_word, insert_content, read_content, read_docx, readable_types
from news.summaries import summarize
from saovang.accounts.http import AuthenticatedHttpRequest
from saovang.accounts.models import User
from saovang.accounts.roles import ERASE, PUBLISH
from saovang.adminsite.form_data import row_prefixes
from saovang.core.content_checks import describe
from saovang.core.datetimes import datetime_in_words
from saovang.core.forms import CleanCharField, warnings_digest
from saovang.media.forms import EraseTargetsForm
from saovang.media.libreoffice import find_program
from saovang.media.storage import ATTACHMENT_TYPES

VERSIONS_PER_PAGE = 30
MAX_DELETED = 200


class ReasonForm(forms.Form):
    """The note to an author, or the public reason of a withdrawal."""

    reason = CleanCharField(widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}), max_length=500, required=False)


class WordForm(forms.Form):
    """A Word file that becomes an article."""

    file = forms.FileField(
        label="Tệp Word",
        error_messages={"required": "Hãy chọn tệp Word.", "empty": "Tệp này rỗng."},
        widget=forms.FileInput(attrs={"accept": ".docx,.doc,.rtf,.odt"}),
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), label="Chuyên mục", error_messages={"required": "Hãy chọn chuyên mục."}
    )


def render_page(
    request: HttpRequest, template: str, article: Article | None, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a template of admin/news/article in the frame of the admin site."""
    context = {**admin.site.each_context(request), "opts": Article._meta, "article": article, **context}
    return render(request, f"admin/news/article/{template}", context, status=status)


def publication_message(article: Article) -> str:
    if article.is_public or article.published_at is None:
        return f"Đã đăng “{article}”."
    return f"“{article}” sẽ tự hiện: {datetime_in_words(article.published_at)} (giờ Việt Nam)."


def word_view(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Make an article of a Word file. Its form then puts the text and the pictures in."""
    if not request.user.has_perm("news.add_article"):
        raise PermissionDenied
    form = WordForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            article, attachment = create_from_word(
                form.cleaned_data["file"], form.cleaned_data["category"], request.user
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.info(request, "Đã tạo bài. Tệp Word nằm ở phần tệp đính kèm, nút “Đưa chữ và ảnh vào bài”.")
            url = reverse("admin:news_article_change", args=[article.pk])
            return redirect(f"{url}?tep-word={attachment.pk}#attachments-group")
    context = {"title": "Viết bài từ tệp Word", "form": form, "converts_old_word": find_program() is not None}
    return render_page(request, "word.html", None, 422 if form.errors else 200, **context)


def word_content_view(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Return the content of an attached Word file as JSON, or a message for the user with 422 or 503."""
    try:
        content = read_content(read_docx(_word_attachment(request, pk, attachment_pk)))
    except ValidationError as error:
        return _word_error_response(error)
    return JsonResponse(asdict(content))


def word_docx_view(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Return an attached ODT as DOCX, whose pictures the browser takes out, or a message as `word_content_view`."""
    try:
        docx = read_docx(_word_attachment(request, pk, attachment_pk))
    except ValidationError as error:
        return _word_error_response(error)
    return HttpResponse(docx, content_type=ATTACHMENT_TYPES[".docx"])


def _word_attachment(request: AuthenticatedHttpRequest, pk: int, attachment_pk: int) -> Attachment:
    article = get_article_or_404(request, pk, change=True)
    return get_object_or_404(article.attachments, pk=attachment_pk, file_type__in=readable_types())


def _word_error_response(error: ValidationError) -> HttpResponse:
    status = 503 if getattr(error, "code", "") in ("busy", "not_stored") else 422
    return HttpResponse(" ".join(error.messages), status=status, content_type="text/plain; charset=utf-8")


def insert_word(request: HttpRequest, article: Article) -> None:
    """Add the content of the Word file whose button was pressed in the form, for browsers without JavaScript."""
    key = request.POST["_word"]
    readable = article.attachments.filter(file_type__in=readable_types())
    attachment = readable.filter(pk=key).first() if key.isdecimal() else None
    if attachment is None:
        messages.error(request, "Tệp Word này không còn nữa.")
        return
    try:
        notes = insert_content(article, attachment, cast(User, request.user))
    except ValidationError as error:
        messages.error(request, f"Chưa đưa được tệp Word vào bài: {' '.join(error.messages)}")
    else:
        messages.success(request, " ".join([f"Đã đưa chữ và ảnh của “{attachment}” vào cuối bài.", *notes]))


def preview_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """GET shows the article as stored, POST with the values of the form. Nothing is saved."""
    is_post = request.method == "POST"
    get_article_or_404(request, pk, change=is_post)
    article = get_preview_article(pk)
    changeable = can_change(request.user, article)
    publishable = changeable and request.user.has_perm(PUBLISH)
    checklist = build_checklist(article, request.POST if is_post else None)
    if is_post:
        _apply_form_data(request, article)
    return _render_staff_preview(request, article, checklist, is_post, changeable, publishable)


def _render_staff_preview(
    request: AuthenticatedHttpRequest,
    article: Article,
    checklist: Checklist,
    has_unsaved_text: bool,
    changeable: bool,
    publishable: bool,
    error: str = "",
) -> HttpResponse:
    """Render the preview; with an error, show again what was answered to the warnings."""
    findings = article_findings(article) if publishable else []
    warnings = describe(findings)
    response = render_preview(
        request,
        article,
        for_staff=True,
        has_unsaved_text=has_unsaved_text,
        can_change=changeable,
        can_publish=publishable,
        can_recall=can_recall(request.user, article),
        checklist=checklist,
        is_checklist_plain=has_unsaved_text or not changeable,  # the form of unsaved text is in another tab
        base_version=edit_version(article),
        warnings=warnings,
        confirmed_warnings=warnings_digest(warnings),
        unread_files=unread_files(article) if publishable else [],
        can_mask=any(finding.masked for finding in findings),
        last_note=article.workflow_events.filter(action=WorkflowEvent.Action.PUBLISHED).exclude(note="").last(),
        reason=request.POST.get("warnings_reason", "") if error else "",
        masks=bool(error) and "mask_numbers" in request.POST,
        reason_error=error,
    )
    if error:
        response.status_code = 422
    return response


def build_checklist(article: Article, data: Mapping[str, str] | None = None) -> Checklist:
    """Return what an article of `get_preview_article` lacks, with the values of its form if `data` has them.

    The valid ones are set on the article. What a public article already contains is not reported again.
    """
    form = None if data is None else PreviewForm(data, instance=article)
    known: set[str] = set()
    if article.status == Article.Status.PUBLISHED:
        uploaded = form.uploaded_attachments if form else ()
        known = {finding.key for finding in article_findings(article, without=uploaded)}
    if form:
        form.is_valid()
    return check_article(article, data, form, known)


def _apply_form_data(request: HttpRequest, article: Article) -> None:
    """Set what `build_checklist` has not set yet: the summary, and the valid values of the prefetched photos."""
    article.summary = article.summary or summarize(article.body)
    prefixes = row_prefixes(request.POST, "photos")
    for photo in article.photos.all():
        if prefix := prefixes.get(str(photo.pk)):
            PhotoForm(request.POST, instance=photo, prefix=prefix).is_valid()


def preview_link_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Show, create or revoke the link that opens the preview without an account."""
    article = get_article_or_404(request, pk)
    if request.method == "POST":
        create = "make" in request.POST
        with transaction.atomic():
            PreviewLink.objects.filter(article=article).delete()
            if create:
                PreviewLink.objects.create(article=article, created_by=request.user)
        messages.success(request, "Đã tạo liên kết." if create else "Đã hủy: liên kết cũ không mở được nữa.")
        return redirect(request.path)
    link = PreviewLink.objects.filter(article=article).select_related("created_by").first()
    url = link and request.build_absolute_uri(reverse("news:preview", args=[link.token]))
    return render_page(request, "link.html", article, title="Liên kết xem trước", link=link, url=url)


@require_POST
def publish_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Publish from the preview, whose button says the time and sends the edit version that the preview shows."""
    article = _get_article_to_publish(request, pk)
    if article.status == Article.Status.PUBLISHED:  # by the first of two clicks
        messages.success(request, publication_message(article))
        return redirect("admin:news_article_changelist")
    if request.POST.get("base_version", edit_version(article)) != edit_version(article):
        messages.error(request, "Chưa đăng: bài vừa được sửa sau khi bạn mở trang này. Hãy đọc lại rồi bấm lần nữa.")
        return redirect("admin:news_article_preview", pk)
    read_attachments(article.attachments.all())
    findings = article_findings(article)
    if findings and request.POST.get("confirmed_warnings") != warnings_digest(describe(findings)):
        return redirect("admin:news_article_preview", pk)  # which shows them beside the button
    masks, reason = "mask_numbers" in request.POST, ""
    if not all(masks and finding.masked for finding in findings):
        try:
            reason = publishing.clean_reason(request.POST.get("warnings_reason", ""))
        except ValidationError as error:
            shown = get_preview_article(pk)
            return _render_staff_preview(
                request, shown, build_checklist(shown), False, True, True, error=" ".join(error.messages)
            )
    try:
        publishing.publish(article, user=request.user, reason=reason, mask=masks)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, f"Chưa đăng được: {message}")
        return redirect("admin:news_article_change", pk)
    messages.success(request, publication_message(article))
    return redirect("admin:news_article_changelist")


@require_POST
def recall_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Take a waiting article back and open its form."""
    article = get_article_or_404(request, pk)
    if not can_recall(request.user, article):
        messages.error(request, f"Không rút lại được nữa. Bài này: {article.get_status_display().lower()}.")
        return redirect("admin:news_article_preview", pk)
    try:
        publishing.recall(article, request.user)
    except ValidationError as error:  # decided on meanwhile
        messages.error(request, " ".join(error.messages))
        return redirect("admin:news_article_preview", pk)
    messages.success(request, f"Đã rút lại “{article}”. Sửa xong thì gửi duyệt lại.")
    return redirect("admin:news_article_change", pk)


def return_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return _confirm(
        request,
        pk,
        publishing.return_to_author,
        WorkflowEvent.Action.RETURNED,
        "Đã trả lại “{}” cho tác giả.",
        title="Trả lại bài cho tác giả",
        label="Cần sửa gì?",
        help_text="Tác giả thấy lời này khi mở bài.",
        button="Trả lại",
    )


def withdraw_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    return _confirm(
        request,
        pk,
        publishing.withdraw,
        WorkflowEvent.Action.WITHDRAWN,
        "Đã gỡ “{}”.",
        title="Gỡ bài khỏi trang",
        label="Vì sao gỡ?",
        help_text="Người đọc thấy lý do này ở địa chỉ của bài. Bài không bị xóa, đăng lại được.",
        button="Gỡ bài",
        deleting="Gỡ bài này",
    )


def _confirm(
    request: AuthenticatedHttpRequest,
    pk: int,
    service: Callable[..., None],
    action: WorkflowEvent.Action,
    success: str,
    **context: str,
) -> HttpResponse:
    """Ask for a reason, then call `service` with it, which does `action`."""
    article = _get_article_to_publish(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            service(article, form.cleaned_data["reason"], user=request.user)
        except ValidationError as error:
            if not _is_last_event(article, action, request.user, form.cleaned_data["reason"]):
                form.add_error("reason", error)
        if form.is_valid():
            messages.success(request, success.format(article))
            return redirect("admin:news_article_changelist")
    return render_page(request, "reason.html", article, status=422 if form.errors else 200, form=form, **context)


def _is_last_event(article: Article, action: WorkflowEvent.Action, user: User, note: str) -> bool:
    """Return True if the user has just done this, with the first of two clicks."""
    event = article.workflow_events.last()
    return event is not None and (event.action, event.user_id, event.note) == (action, user.pk, " ".join(note.split()))


def _get_article_to_publish(request: AuthenticatedHttpRequest, pk: int) -> Article:
    if not request.user.has_perm(PUBLISH):
        raise PermissionDenied
    return get_article_or_404(request, pk, change=True)


def history_view(request: HttpRequest, object_id: str) -> HttpResponse:
    if not object_id.isdecimal():
        raise Http404
    article = get_article_or_404(request, int(object_id))
    page = Paginator(versions(article.pk), VERSIONS_PER_PAGE).get_page(request.GET.get("p"))
    return render_page(request, "history.html", article, title="Lịch sử", page=page)


def version_view(request: AuthenticatedHttpRequest, pk: int, version_pk: int) -> HttpResponse:
    """GET shows what the version changed, POST restores it."""
    article = get_article_or_404(request, pk, change=request.method == "POST")
    version = get_object_or_404(versions(pk), pk=version_pk)
    if request.method == "POST":
        known = {finding.key for finding in article_findings(article)}
        try:
            with transaction.atomic():
                article = restore(version, request.user)
                if article.status == Article.Status.PUBLISHED:
                    publishing.validate_publication(article, article.photos.all())
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, f"Chưa khôi phục được: {message}")
            return redirect(request.path)
        messages.success(request, "Đã khôi phục. Bản trước đó vẫn còn trong lịch sử.")
        if article.status == Article.Status.PUBLISHED:
            new = [finding for finding in article_findings(article) if finding.key not in known]
            for sentence in describe(new):
                messages.warning(request, f"Hãy xem lại: bài đang đăng nay có {sentence}.")
        return redirect("admin:news_article_change", pk)
    snapshot = load_snapshot(version)
    return render_page(
        request,
        "version.html",
        article,
        title="Một bản trong lịch sử",
        version=version,
        changes=diff_snapshots(load_snapshot(versions(pk).filter(pk__lt=version_pk).first()), snapshot),
        changes_since=diff_snapshots(snapshot, load_snapshot(versions(pk).first())),
        photos=[Photo(**fields) for fields in snapshot.photos.values()],
        may_restore=can_change(request.user, article),
    )


def deleted_view(request: AuthenticatedHttpRequest) -> HttpResponse:
    """List the deleted articles that the user may restore: all of them, or their own."""
    _require_add_permission(request)
    deleted = [version for version in deleted_versions()[:MAX_DELETED] if _can_restore(request, version)]
    return render_page(request, "deleted.html", None, title="Bài đã xóa", deleted=deleted)


def restore_deleted_view(request: AuthenticatedHttpRequest, version_pk: int) -> HttpResponse:
    _require_add_permission(request)
    version = get_object_or_404(Version.objects.get_for_model(Article), pk=version_pk)
    if request.method == "POST" and Article.objects.filter(pk=version.object_id).exists():  # by the first of two clicks
        return redirect("admin:news_article_change", version.object_id)
    version = get_object_or_404(deleted_versions(), pk=version_pk)
    if request.method != "POST" or not _can_restore(request, version):
        raise PermissionDenied
    try:
        article = restore(version, request.user)
    except ValidationError as error:
        messages.error(request, f"Chưa khôi phục được: {' '.join(error.messages)}")
        return redirect("admin:news_article_deleted")
    messages.success(request, f"Đã khôi phục “{article}” thành bản nháp.")
    return redirect("admin:news_article_change", article.pk)


def erase_view(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Erase the article, also one that was deleted, or photos and attachments of it, for good."""
    if not request.user.has_perm(ERASE):
        raise PermissionDenied
    form = EraseTargetsForm(find_erasable(pk), request.POST or None)
    if not form.choices:
        raise Http404
    if form.is_valid():
        targets = [form.choices[value] for value in form.cleaned_data["targets"]]
        articles = [target for target in targets if isinstance(target, Article)]  # with all that belongs to them
        erase(articles or targets, form.cleaned_data["reason"], request.user)
        messages.success(request, "Đã xóa hẳn.")
        return redirect("admin:news_article_changelist")
    article = Article.objects.filter(pk=pk).first()
    return render_page(request, "erase.html", article, 422 if form.errors else 200, title="Xóa hẳn", form=form)


def _require_add_permission(request: AuthenticatedHttpRequest) -> None:
    if not request.user.has_perm("news.add_article"):
        raise PermissionDenied


def _can_restore(request: AuthenticatedHttpRequest, version: Version) -> bool:
    return request.user.has_perm(PUBLISH) or version.field_dict["written_by_id"] == request.user.pk
