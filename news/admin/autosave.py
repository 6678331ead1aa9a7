"""What is typed is kept on the server a moment after each pause, and offered back."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone

from news.admin.permissions import PermissionsMixin, signed_in
from news.forms import ArticleForm
from news.models import Article, TypedText
from news.services.autosave import differs, forget_typed, keep_typed, others_typing, put_back, typed_fields
from news.services.text_diff import lines_of
from saovang.accounts.http import AuthenticatedHttpRequest


class TypingMixin(PermissionsMixin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/chu-chua-luu/", view(self.typed_view), name="news_article_typed"),
            *super().get_urls(),
        ]

    def typed_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """POST keeps what the form holds, or with `forget` drops it; GET gives a token that is good for this session.

        A sign-in in another tab makes the token of an open form worthless; with a new one it can go on.
        """
        article = self.article_or_404(request, pk, change=True)
        if "forget" in request.POST:
            forget_typed(article, request.user)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[pk]))
        answer = {"token": get_token(request)}
        if request.method == "POST":
            typed = keep_typed(article, request.user, request.POST)
            answer["at"] = f"{timezone.localtime(typed.saved_at):%H:%M:%S}"
        return JsonResponse(answer)

    def save_model(self, request: HttpRequest, obj: Article, form: ArticleForm, change: bool) -> None:
        """What this very form kept or put back is saved now; what an older one kept is still on offer."""
        super().save_model(request, obj, form, change)
        if request.POST.get("typed_here"):
            forget_typed(obj, signed_in(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever may read an article but not change it gets the page itself to read.

        Where the form is sent all the same (the article was sent or published meanwhile in another window), what
        was typed is shown back.
        """
        article = self.get_object(request, unquote(object_id))
        if article and self.has_view_permission(request, article) and not self.has_change_permission(request, article):
            if request.method == "POST":
                return self._typed_too_late(request, article)
            return HttpResponseRedirect(reverse("admin:news_article_preview", args=[article.pk]))
        return super().change_view(request, object_id, form_url, extra_context)

    def _typed_too_late(self, request: HttpRequest, article: Article) -> HttpResponse:
        fields = typed_fields(request.POST)
        fields["body"] = "\n\n".join(lines_of(fields.get("body", "")))
        context = {"opts": self.opts, "article": article, "title": "Chưa lưu được", "fields": fields}
        context = {**self.admin_site.each_context(request), **context}
        return render(request, "admin/news/article/too_late.html", context, status=403)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = kwargs["obj"]
        if article and request.method == "GET":
            form = context["adminform"].form
            photo_forms = [
                photo_form
                for inline in context["inline_admin_formsets"]
                if inline.formset.prefix == "photos"
                for photo_form in inline.formset.initial_forms
            ]
            typed = TypedText.objects.filter(article=article, user=signed_in(request)).first()
            if typed and "lay-lai" in request.GET:
                put_back(typed, form, photo_forms)
                context["put_back"] = typed
            elif typed and differs(typed, form, photo_forms):
                context["typed"] = typed
            context["others_typing"] = list(others_typing(article, signed_in(request)))
        return super().render_change_form(request, context, *args, **kwargs)
