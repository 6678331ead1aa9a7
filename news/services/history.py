"""Versions of an article: its text, photos and attachments, with user, time and comment.

The versions are stored in the tables of django-reversion. Restoring a version leaves the workflow alone: status,
publication time, URL and alert stay as they are.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import reversion
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import QuerySet
from django.utils import timezone
from reversion.models import Revision, Version

from news.models import Article, Attachment, Category, Photo
from news.services.photos import update_cover
from saovang.accounts.models import User

# The fields of the article that restoring a version does not change.
NOT_RESTORED = {
    "id",
    "slug",
    "status",
    "published_at",
    "alert_until",
    "withdrawal_reason",
    "written_by_id",
    "edited_at",
    "edited_by_id",
    "last_submission",
    "created_at",
    "updated_at",
    "cover_id",
}


def register() -> None:
    """Register the models of a version with django-reversion, once all apps are ready."""
    reversion.register(Photo)
    reversion.register(Attachment)
    reversion.register(Article, follow=["photos", "attachments"])


@dataclass(frozen=True)
class ArticleSnapshot:
    """The contents of a version: the article's fields by attribute name, its photos and attachments by key.

    Change notes are compared in a conflict only; versions do not hold them.
    """

    fields: dict = field(default_factory=dict)
    photos: dict[int, dict] = field(default_factory=dict)
    attachments: dict[int, dict] = field(default_factory=dict)
    change_notes: dict[int, dict] = field(default_factory=dict)


def versions(article_pk: int) -> QuerySet[Version]:
    """Return the versions of an article, also of a deleted one, newest first."""
    return Version.objects.get_for_object_reference(Article, article_pk).select_related("revision__user")


def deleted_versions() -> QuerySet[Version]:
    """Return the last version of each deleted article, newest first."""
    return Version.objects.get_deleted(Article).select_related("revision__user").order_by("-pk")


def load_snapshot(version: Version | None) -> ArticleSnapshot:
    """Read the contents of a version; empty for None."""
    return _snapshot(version.revision.version_set.all()) if version else ArticleSnapshot()


def record(article: Article, user: User | None, comment: str) -> None:
    """Store a version of `article`, which has been saved, with its photos and attachments."""
    _store([_Revision(user, comment, _serialize(article))])


@contextmanager
def versioned(user: User | None, article: Article, comment: str, before: Article | None = None) -> Iterator[None]:
    """Store a version of `article` as it is after the block: `with versioned(user, article, "Thêm ảnh"):`.

    If `before` (by default, its state before the block) differs from the last version, store that first, so that
    imports and uploads without a version are not lost. The caller locks the row of the article.
    """
    revisions = _unrecorded(before or article)
    yield
    _store([*revisions, _Revision(user, comment, _serialize(article))])


@transaction.atomic
def restore(version: Version, user: User) -> Article:
    """Set an article's text, photos and attachments to those of `version`. A deleted article becomes a draft.

    The content it replaces is stored as a version first. Raises ValidationError if no category is left.
    """
    snapshot = load_snapshot(version)
    article = Article.objects.select_for_update().filter(pk=version.object_id).first()
    revisions = _unrecorded(article) if article else []
    article = article or _undelete(snapshot)
    for name, value in snapshot.fields.items():
        if name not in NOT_RESTORED:
            setattr(article, name, value)
    if not Category.objects.filter(pk=article.category_id).exists():  # deleted since
        article.category = _any_category()
    article.edited_at, article.edited_by, article.cover = timezone.now(), user, None
    article.save()
    for model, rows in ((Photo, snapshot.photos), (Attachment, snapshot.attachments)):
        model.objects.filter(article=article).exclude(pk__in=rows).delete()
        for fields in rows.values():
            if fields.get("poster_id") not in snapshot.photos:  # erased since
                fields.pop("poster_id", None)
            model(**fields).save()
    article.cover_id = snapshot.fields["cover_id"]
    update_cover(article)
    comment = f"Khôi phục bản lúc {timezone.localtime(version.revision.date_created):%H:%M %d/%m/%Y}"
    _store([*revisions, _Revision(user, comment, _serialize(article))])
    return article


def _any_category() -> Category:
    if category := Category.objects.first():
        return category
    raise ValidationError("Chưa có chuyên mục nào cho bài này: hãy thêm một chuyên mục rồi khôi phục lại.")


def _undelete(snapshot: ArticleSnapshot) -> Article:
    """Return the unsaved article of a snapshot with its key, slug and author, as far as they still exist."""
    article = Article(pk=snapshot.fields["id"], created_at=snapshot.fields["created_at"])
    if not Article.objects.filter(slug=snapshot.fields["slug"]).exists():
        article.slug = snapshot.fields["slug"]
    article.written_by = get_user_model().objects.filter(pk=snapshot.fields["written_by_id"]).first()
    return article


class _Revision(NamedTuple):
    """A revision that is not stored yet."""

    user: User | None
    comment: str
    versions: list[Version]


def _serialize(article: Article) -> list[Version]:
    """Return unsaved versions of an article, its photos and its attachments, in the format of django-reversion."""
    return [
        Version(
            object_id=str(row.pk),
            content_type=ContentType.objects.get_for_model(row),
            db=DEFAULT_DB_ALIAS,
            format="json",
            serialized_data=serializers.serialize("json", [row]),
            object_repr=article.title,
        )
        for row in (article, *article.photos.all(), *article.attachments.all())
    ]


def _snapshot(parts: Iterable[Version]) -> ArticleSnapshot:
    snapshot = ArticleSnapshot()
    for version in parts:
        model = ContentType.objects.get_for_id(version.content_type_id).model_class()
        if model is Article:
            snapshot.fields.update(version.field_dict)
        elif model is Photo:
            snapshot.photos[int(version.object_id)] = version.field_dict
        elif model is Attachment:
            snapshot.attachments[int(version.object_id)] = version.field_dict
    return snapshot


def _unrecorded(article: Article) -> list[_Revision]:
    """Return a revision of the article, or none if the last version has the same restorable content."""
    last = Version.objects.filter(revision=versions(article.pk).values("revision")[:1])
    current = _serialize(article)
    if _restorable(_snapshot(current)) == _restorable(_snapshot(last)):
        return []
    return [_Revision(None, "Tự ghi trước khi sửa", current)]


def _restorable(snapshot: ArticleSnapshot) -> tuple[dict, dict, dict]:
    fields = {name: value for name, value in snapshot.fields.items() if name not in NOT_RESTORED}
    return fields, snapshot.photos, snapshot.attachments


def _store(revisions: list[_Revision]) -> None:
    """Insert revisions with their versions, in two queries."""
    rows = Revision.objects.bulk_create(
        Revision(date_created=timezone.now(), user=revision.user, comment=revision.comment) for revision in revisions
    )
    for row, revision in zip(rows, revisions, strict=True):
        for version in revision.versions:
            version.revision = row
    Version.objects.bulk_create(version for revision in revisions for version in revision.versions)
