"""Permissions on single articles.

Users with the publish permission see and change every article. Others see their own and change their own drafts.
An article that has been public is never deleted, only withdrawn.
"""

from typing import cast

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from news.models import Article
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH


def get_user(request: HttpRequest) -> User:
    """Return the user of an admin request, which is never anonymous."""
    return cast(User, request.user)


def can_publish(user: User) -> bool:
    return user.has_perm(PUBLISH)


def can_view(user: User, article: Article) -> bool:
    allowed = user.has_perm("news.view_article") or user.has_perm("news.change_article")
    return allowed and _is_accessible(user, article)


def can_change(user: User, article: Article) -> bool:
    is_open = article.status == Article.Status.DRAFT or can_publish(user)
    return user.has_perm("news.change_article") and is_open and _is_accessible(user, article)


def can_delete(user: User, article: Article) -> bool:
    deletable = article.status in (Article.Status.DRAFT, Article.Status.WAITING)
    return user.has_perm("news.delete_article") and deletable and can_change(user, article)


def visible_articles(user: User) -> QuerySet[Article]:
    return Article.objects.all() if can_publish(user) else Article.objects.filter(written_by=user)


def get_article_or_404(request: HttpRequest, pk: int, change: bool = False) -> Article:
    """Return the article that the user may view, or change. Raises PermissionDenied if they may not."""
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise Http404
    if not (can_change if change else can_view)(get_user(request), article):
        raise PermissionDenied
    return article


def _is_accessible(user: User, article: Article) -> bool:
    return article.written_by_id == user.pk or can_publish(user)
