"""The versions of an article at the desk: who, when, what changed; any can be brought back, the deleted too."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from reversion.models import Version

from news.admin.permissions import PermissionsMixin, signed_in
from news.models import Article, Photo
from news.services.diff import changes_of_states
from news.services.history import deleted_versions, record, restore, state_of, versions
from news.services.publishing import check_public
from saovang.accounts.http import AuthenticatedHttpRequest

PER_PAGE = 30


class HistoryMixin(PermissionsMixin):
    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/history/<int:version>/", view(self.version_view), name="news_article_version"),
            path("da-xoa/", view(self.deleted_view), name="news_article_deleted"),
            path("da-xoa/<int:version>/", view(self.recover_view), name="news_article_recover"),
            *super().get_urls(),
        ]

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        record(obj, signed_in(request), "Xóa bài")
        super().delete_model(request, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        article = self.article_or_404(request, int(object_id))
        page = Paginator(versions(article.pk), PER_PAGE).get_page(request.GET.get("p"))
        return self._render(request, "history.html", article, title="Lịch sử", page=page)

    def version_view(self, request: AuthenticatedHttpRequest, pk: int, version: int) -> HttpResponse:
        """GET shows what the version changed; POST brings the article back to it."""
        article = self.article_or_404(request, pk, change=request.method == "POST")
        chosen = get_object_or_404(versions(pk), pk=version)
        if request.method == "POST":
            try:
                with transaction.atomic():
                    article = restore(chosen, request.user)
                    if article.status == Article.Status.PUBLISHED:
                        check_public(article)
            except ValidationError as error:
                for message in error.messages:
                    self.message_user(request, f"Chưa khôi phục được: {message}", messages.ERROR)
                return HttpResponseRedirect(request.path)
            self.message_user(request, "Đã khôi phục. Bản trước đó vẫn còn trong lịch sử.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:news_article_change", args=[pk]))
        before = versions(pk).filter(pk__lt=version).first()
        state = state_of(chosen)
        return self._render(
            request,
            "version.html",
            article,
            title="Một bản trong lịch sử",
            version=chosen,
            changes=changes_of_states(state_of(before), state),
            since=changes_of_states(state, state_of(versions(pk).first())),
            photos=[Photo(**fields) for fields in state.photos.values()],
            may_restore=self.has_change_permission(request, article),
        )

    def deleted_view(self, request: AuthenticatedHttpRequest) -> HttpResponse:
        """The articles that were deleted and can be brought back: all for who may publish, else one's own."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        deleted = [version for version in deleted_versions()[:200] if self._may_recover(request, version)]
        return self._render(request, "deleted.html", None, title="Bài đã xóa", deleted=deleted)

    def recover_view(self, request: AuthenticatedHttpRequest, version: int) -> HttpResponse:
        chosen = get_object_or_404(deleted_versions(), pk=version)
        if request.method != "POST" or not self.has_add_permission(request) or not self._may_recover(request, chosen):
            raise PermissionDenied
        try:
            article = restore(chosen, request.user)
        except ValidationError as error:
            self.message_user(request, f"Chưa khôi phục được: {' '.join(error.messages)}", messages.ERROR)
            return HttpResponseRedirect(reverse("admin:news_article_deleted"))
        self.message_user(request, f"Đã khôi phục “{article}” thành bản nháp.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))

    def _may_recover(self, request: AuthenticatedHttpRequest, version: Version) -> bool:
        return self.has_publish_permission(request) or version.field_dict["written_by_id"] == request.user.pk

    def _render(self, request: HttpRequest, template: str, article: Article | None, **context: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "article": article, **context}
        return render(request, f"admin/news/article/{template}", context)
