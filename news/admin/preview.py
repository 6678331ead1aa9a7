"""Reading an article at the desk as residents will, and lending that page out by a link."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from news.admin.permissions import PermissionsMixin
from news.models import Article, PreviewLink
from news.preview import get_preview_article, render_preview
from news.services.autosave import typed_fields
from saovang.accounts.http import AuthenticatedHttpRequest


class PreviewMixin(PermissionsMixin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/xem-truoc/", view(self.preview_view), name="news_article_preview"),
            path("<int:pk>/duong-dan/", view(self.link_view), name="news_article_link"),
            *super().get_urls(),
        ]

    def preview_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """GET shows the article as stored, POST as the form that was sent would have it; nothing is saved."""
        self.article_or_404(request, pk, change=request.method == "POST")
        article = get_preview_article(pk)
        may_change = self.has_change_permission(request, article)
        may_publish = may_change and self.has_publish_permission(request)
        if request.method == "POST":
            self._show_typed(request, article)
        return render_preview(
            request,
            article,
            for_staff=True,
            has_unsaved_text=request.method == "POST",
            can_change=may_change,
            can_publish=may_publish,
        )

    def _show_typed(self, request: HttpRequest, article: Article) -> None:
        """Put what the form holds on the article, cleaned as it would be; what is not valid stays as stored."""
        self.get_form(
            request, article, change=True, fields=["title", "category", "summary", "body", "author", "source"]
        )(request.POST, instance=article).is_valid()
        typed = typed_fields(request.POST)["photos"]
        for photo in article.photos.all():  # prefetched: the page gets these very photos
            for name, value in typed.get(str(photo.pk), {}).items():
                setattr(photo, name, value)

    def link_view(self, request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
        """The link that opens the preview without an account: shown, made, ended."""
        article = self.article_or_404(request, pk)
        if request.method == "POST":
            with transaction.atomic():
                PreviewLink.objects.filter(article=article).delete()
                if "make" in request.POST:
                    PreviewLink.objects.create(article=article, made_by=request.user)
            said = "Đã tạo đường dẫn." if "make" in request.POST else "Đã hủy: đường dẫn cũ không mở được nữa."
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        link = PreviewLink.objects.filter(article=article).select_related("made_by").first()
        address = link and request.build_absolute_uri(reverse("news:preview", args=[link.token]))
        context = {
            "opts": self.opts,
            "article": article,
            "title": "Đường dẫn xem trước",
            "link": link,
            "address": address,
        }
        return render(request, "admin/news/article/link.html", {**self.admin_site.each_context(request), **context})
