"""Who may read the files of articles."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from news.models import Article, Attachment, Photo, PreviewLink
from news.permissions import can_view, readable_articles
from news.services.history import versioned
from news.services.photos import attach_photos
from saovang.accounts.models import User
from saovang.media.visibility import FileSource
from saovang.uploads.services import FileKind


class ArticleFileSource(FileSource):
    """Photos or attachments: public as their article is, and before that for staff and with a preview link."""

    def public_rows(self, at: datetime) -> models.QuerySet:
        # Not `article__in`, for which SQLite would read all published articles.
        return self.model._default_manager.filter(
            Exists(Article.objects.published(at).order_by().filter(pk=OuterRef("article")))
        )

    def is_withdrawn(self, row: Any) -> bool:
        return row.article.status == Article.Status.WITHDRAWN

    def may_read(self, request: HttpRequest, row: Any) -> bool:
        if can_view(request.user, row.article):
            return True
        link = PreviewLink.objects.filter(article=row.article).first()
        return link is not None and not link.is_expired and request.COOKIES.get(link.cookie_name) == link.token


class PhotoSource(ArticleFileSource):
    model = Photo
    field = "image"


class AttachmentSource(ArticleFileSource):
    model = Attachment


def file_names(article: Article) -> list[str]:
    """Return the names of the files of an article's photos and attachments."""
    return [str(photo.image) for photo in article.photos.all()] + [str(row.file) for row in article.attachments.all()]


def _readable_rows(model: type[Photo] | type[Attachment], user: User) -> models.QuerySet:
    return model._default_manager.filter(Exists(readable_articles(user).filter(pk=OuterRef("article"))))


PHOTOS = FileKind(
    Photo,
    "Bài viết",
    find_usable=partial(_readable_rows, Photo),
    searched=("alt_text", "caption", "article__title"),
    versioned=versioned,
    attach=attach_photos,
)
ATTACHMENTS = FileKind(
    Attachment,
    "Bài viết",
    find_usable=partial(_readable_rows, Attachment),
    searched=("title", "article__title"),
    versioned=versioned,
)
