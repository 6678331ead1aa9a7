"""Whose article it is: every path of the desk asks here."""

from typing import cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from news.models import Article
from saovang.accounts.models import User

PUBLISH = "news.publish_article"


def signed_in(request: HttpRequest) -> User:
    """Who asks; the desk answers nobody who has not signed in."""
    return cast(User, request.user)


class PermissionsMixin(admin.ModelAdmin):
    """Who may publish sees and changes all articles; others see their own and change their own drafts.

    What was once before the public is never deleted, only withdrawn.
    """

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        articles = super().get_queryset(request)
        return articles if request.user.has_perm(PUBLISH) else articles.filter(written_by=request.user)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Article | None:
        """The article, its row held until the end of the transaction where something is to be written.

        An article of another author is refused rather than said not to exist.
        """
        article = super().get_object(request, object_id, from_field)
        if article is None:
            if str(object_id).isdecimal() and Article.objects.filter(pk=object_id).exists():
                raise PermissionDenied
        elif request.method == "POST" and connection.in_atomic_block:
            article = self.get_queryset(request).select_for_update(of=("self",)).get(pk=article.pk)
        return article

    def has_view_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_view_permission(request, obj) and (obj is None or self._is_theirs(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and (
            obj is None
            or request.user.has_perm(PUBLISH)
            or (self._is_theirs(request, obj) and obj.status == Article.Status.DRAFT)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None
            or (
                obj.status in (Article.Status.DRAFT, Article.Status.WAITING)
                and self.has_change_permission(request, obj)
            )
        )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Django asks this of actions with `permissions=["publish"]` too."""
        return request.user.has_perm(PUBLISH)

    def get_actions(self, request: HttpRequest) -> dict:
        """None: what is done with an article is done after a look at it."""
        return {}

    def article_or_404(self, request: HttpRequest, pk: int, change: bool = False) -> Article:
        """The article for a view of its own; raises PermissionDenied where the account may not see or change it."""
        article = self.get_object(request, str(pk))
        if article is None:
            raise Http404
        allowed = self.has_change_permission if change else self.has_view_permission
        if not allowed(request, article):
            raise PermissionDenied
        return article

    @staticmethod
    def _is_theirs(request: HttpRequest, article: Article) -> bool:
        return request.user.has_perm(PUBLISH) or article.written_by_id == request.user.pk
