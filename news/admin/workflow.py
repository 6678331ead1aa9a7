"""An article's way to the public: the buttons under its form."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from news.admin.inlines import Formsets
from news.admin.permissions import signed_in
from news.admin.verbs import VerbsMixin
from news.forms import ArticleForm
from news.models import Article, Step
from news.services import publishing
from news.services.alt_text import problems
from news.services.history import keep_present, record
from saovang.core.templatetags.vietnamese import full_name

Status = Article.Status


class RefusedError(Exception):
    """A verb found something in the way after the form was saved; everything of the request is undone."""

    def __init__(self, reason: ValidationError) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Button:
    """`name` is what the form sends; one with an `address` leaves the form as it is and goes there."""

    name: str
    label: str
    look: str = ""
    address: str = ""


class WorkflowMixin(VerbsMixin):
    def buttons(self, request: HttpRequest, article: Article | None) -> list[Button]:
        """What this account can do with the article in its state, the likeliest first."""
        if article is None:
            return [Button("_save", "Tiếp tục", "default")]
        if not self.has_change_permission(request, article):
            return []
        editor, draft = self.has_publish_permission(request), article.status == Status.DRAFT
        publish = Button("_publish", "Đăng", "default")
        save = Button("_save", "Lưu nháp" if draft else "Lưu")
        withdraw = Button("_withdraw", "Gỡ bài…", "quiet", reverse("admin:news_article_withdraw", args=[article.pk]))
        give_back = Button("_return", "Trả lại…")
        if not editor:
            return [Button("_send", "Gửi duyệt", "default"), save]
        if draft:
            return [publish, save]
        if article.status == Status.WAITING:
            return [publish, save, give_back]
        if article.is_scheduled:
            return [Button("_save", "Lưu", "default"), Button("_now", "Đăng ngay"), give_back]
        if article.is_public:
            return [Button("_save", "Lưu thay đổi", "default"), withdraw]
        return [Button("_publish", "Đăng lại", "default"), save]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save and do; where the verb is refused, nothing of it stays and the form, as it was typed, says why."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RefusedError as refused:
            request.refusal = refused.reason  # type: ignore[attr-defined]  # for `get_form`
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[ArticleForm]:
        form = cast(type[ArticleForm], super().get_form(request, *args, **kwargs))  # made of it
        form.refusal = getattr(request, "refusal", None)
        return form

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        obj.edited_at, obj.edited_by = timezone.now(), signed_in(request)
        if change:
            keep_present(obj)
            if obj.summary == form.initial.get("summary") == form.summary_made:
                obj.summary = ""  # was made from the first paragraph, and is made again
        else:
            obj.written_by = signed_in(request)
            obj.author = full_name(obj.written_by)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ArticleForm, formsets: Formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        article = form.instance
        changed = [name for name in form.changed_data if name in ArticleForm.Meta.fields]
        names = [str(form.fields[name].label).lower() for name in changed]
        names += ["ảnh"] * any(formset.has_changed() for formset in formsets)
        comment = f"Sửa {', '.join(names)}" if change and names else "Lưu" if change else "Tạo bài"
        record(article, signed_in(request), comment)
        try:
            self._do_what_was_pressed(request, article)
        except ValidationError as error:
            raise RefusedError(error) from error

    def _do_what_was_pressed(self, request: HttpRequest, article: Article) -> None:
        if "_send" in request.POST:
            publishing.send_for_approval(article, by=signed_in(request))
        elif "_publish" in request.POST or "_now" in request.POST:
            self.must_publish(request)
            publishing.publish(article, at=timezone.now() if "_now" in request.POST else None, by=signed_in(request))
        elif article.status == Status.PUBLISHED:
            publishing.check_public(article)

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[obj.pk]))

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Say what was done, and go where the work goes on."""
        if "_return" in request.POST and self.has_publish_permission(request):
            return HttpResponseRedirect(reverse("admin:news_article_return", args=[obj.pk]))
        self.message_user(request, self._done(request, obj), messages.SUCCESS)
        if "_send" in request.POST and (found := problems(obj)):
            more = [f"Và {len(found) - 3} chỗ nữa."] if len(found) > 3 else []
            said = ["Lưu ý: còn thiếu những điều sau thì biên tập viên chưa đăng được.", *found[:3], *more]
            self.message_user(request, " ".join(said), messages.WARNING)
        here = reverse("admin:news_article_change", args=[obj.pk])
        return HttpResponseRedirect(reverse("admin:news_article_changelist") if "_send" in request.POST else here)

    def _done(self, request: HttpRequest, article: Article) -> str:
        if "_send" in request.POST:
            return f"Đã gửi duyệt “{article}”. Muốn sửa nữa thì chờ biên tập trả lại."
        if "_publish" in request.POST or "_now" in request.POST:
            return self.published_message(article)
        return f"Đã lưu lúc {timezone.localtime(article.edited_at):%H:%M:%S}."

    @staticmethod
    def last_return(article: Article) -> Step | None:
        """The note that a draft came back with, where that was the last thing done with it."""
        step = article.steps.select_related("by").last() if article.status == Status.DRAFT else None
        return step if step and step.verb == Step.Verb.RETURNED else None
