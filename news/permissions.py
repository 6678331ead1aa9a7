"""Permissions on single articles.

Users with the publish permission see and change every article. Others see their own and change their own drafts.
An article that has been public is never deleted, only withdrawn.
"""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from news.models import Article
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH

AnyUser = User | AnonymousUser  # as `request.user` is typed; a request to the admin site is never anonymous


def can_view(user: AnyUser, article: Article) -> bool:
    allowed = user.has_perm("news.view_article") or user.has_perm("news.change_article")
    return allowed and _is_accessible(user, article)


def can_change(user: AnyUser, article: Article) -> bool:
    is_open = article.status == Article.Status.DRAFT or user.has_perm(PUBLISH)
    return user.has_perm("news.change_article") and is_open and _is_accessible(user, article)


def can_recall(user: AnyUser, article: Article) -> bool:
    """Return whether the user may take their waiting article back. Publishers change it as it is."""
    return article.status == Article.Status.WAITING and article.written_by_id == user.pk and not user.has_perm(PUBLISH)


def can_delete(user: AnyUser, article: Article) -> bool:
    deletable = article.status in (Article.Status.DRAFT, Article.Status.WAITING)
    return user.has_perm("news.delete_article") and deletable and can_change(user, article)


def visible_articles(user: User) -> QuerySet[Article]:
    return Article.objects.all() if user.has_perm(PUBLISH) else Article.objects.filter(written_by=user)


def readable_articles(user: User) -> QuerySet[Article]:
    """Return the articles that the user may view or that everybody may read."""
    return visible_articles(user) | Article.objects.published().order_by()


def get_article_or_404(request: HttpRequest, pk: int, change: bool = False) -> Article:
    """Return the article that the user may view, or change. Raises PermissionDenied if they may not."""
    article = Article.objects.filter(pk=pk).first()
    if article is None:
        raise Http404
    if not (can_change if change else can_view)(request.user, article):
        raise PermissionDenied
    return article


def _is_accessible(user: AnyUser, article: Article) -> bool:
    return article.written_by_id == user.pk or user.has_perm(PUBLISH)
