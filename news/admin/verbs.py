"""The verbs at addresses of their own: for the page of a preview, and those that ask for a word."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from news.admin.permissions import PermissionsMixin
from news.models import Article
from news.services import publishing
from saovang.accounts.http import AuthenticatedHttpRequest


class WordForm(forms.Form):
    """The note to an author or the public reason."""

    word = forms.CharField(widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}), max_length=500, required=False)


class VerbsMixin(PermissionsMixin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/dang/", view(self.publish_view), name="news_article_publish"),
            path("<int:pk>/tra-lai/", view(self.return_view), name="news_article_return"),
            path("<int:pk>/go-bai/", view(self.withdraw_view), name="news_article_withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """The button on the page of a preview."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self.must_publish(request)
        article = self.article_or_404(request, pk, change=True)
        try:
            publishing.publish(article, by=request.user)
        except ValidationError as error:
            for message in error.messages:
                self.message_user(request, f"Chưa đăng được: {message}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[pk]))
        self.message_user(request, self.published_message(article), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:news_article_changelist"))

    def return_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        page = {
            "title": "Trả lại bài cho tác giả",
            "label": "Cần sửa gì?",
            "help": "Tác giả thấy lời này khi mở bài.",
            "button": "Trả lại",
        }
        return self._ask(request, pk, publishing.return_to_author, page, "Đã trả lại “{}” cho tác giả.")

    def withdraw_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        page = {
            "title": "Gỡ bài khỏi trang",
            "label": "Vì sao gỡ?",
            "help": "Người đọc thấy lý do này ở địa chỉ của bài. Bài không bị xóa, đăng lại được.",
            "button": "Gỡ bài",
        }
        return self._ask(request, pk, publishing.withdraw, page, "Đã gỡ “{}”.")

    def _ask(
        self, request: AuthenticatedHttpRequest, pk: int, verb: Callable[..., None], page: dict[str, str], done: str
    ) -> HttpResponse:
        self.must_publish(request)
        article = self.article_or_404(request, pk, change=True)
        form = WordForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                verb(article, form.cleaned_data["word"], by=request.user)
            except ValidationError as error:
                form.add_error("word", error)
            else:
                self.message_user(request, done.format(article), messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:news_article_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "article": article, "form": form, **page}
        return render(request, "admin/news/article/word.html", context, status=422 if form.errors else 200)

    def must_publish(self, request: HttpRequest) -> None:
        if not self.has_publish_permission(request):
            raise PermissionDenied

    def published_message(self, article: Article) -> str:
        if article.is_public:
            return f"Đã đăng “{article}”."
        return (
            f"“{article}” sẽ tự hiện lúc {timezone.localtime(article.published_at):%H:%M ngày %d/%m/%Y} (giờ Việt Nam)."
        )
