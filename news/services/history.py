"""Every save of an article is a version: the text with its photos and files, who made it, when and what it was.

The versions are django-reversion's. An article's way to the public is not undone by going back to a version:
its state, time, address and notices stay what they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import reversion
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from reversion.models import Version

from news.models import Article, Attachment, Category, Photo
from saovang.accounts.models import User

# Of the article's fields, those that going back to a version leaves alone.
KEPT = {
    "id",
    "slug",
    "status",
    "published_at",
    "urgent_until",
    "withdrawal_reason",
    "written_by_id",
    "edited_at",
    "edited_by_id",
    "created_at",
    "changed_at",
    "cover_id",
}


def register() -> None:
    """Tell django-reversion what a version consists of; called once, when all apps are ready."""
    reversion.register(Photo)
    reversion.register(Attachment)
    reversion.register(Article, follow=["photos", "attachments"])


@dataclass(frozen=True)
class State:
    """An article as a version holds it: its fields by name, its photos and files by key."""

    fields: dict = field(default_factory=dict)
    photos: dict[int, dict] = field(default_factory=dict)
    attachments: dict[int, dict] = field(default_factory=dict)


def versions(article_pk: int) -> QuerySet[Version]:
    """The versions of an article, newest first, that of an article deleted since too."""
    return Version.objects.get_for_object_reference(Article, article_pk).select_related("revision__user")


def deleted_versions() -> QuerySet[Version]:
    """The last version of each article that was deleted, newest first."""
    return Version.objects.get_deleted(Article).select_related("revision__user").order_by("-pk")


def state_of(version: Version | None) -> State:
    if version is None:
        return State()
    parts: dict[str, dict] = {"photo": {}, "attachment": {}}
    for part in version.revision.version_set.select_related("content_type"):
        if part.content_type.model in parts:
            parts[part.content_type.model][int(part.object_id)] = part.field_dict
    return State(version.field_dict, parts["photo"], parts["attachment"])


def record(article: Article, user: User | None, comment: str) -> None:
    """Make a version of `article` as it stands in the database."""
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(user)
        reversion.set_comment(comment)
        reversion.add_to_revision(Article.objects.get(pk=article.pk))


def keep_present(article: Article) -> None:
    """Make a version of what stands in the database unless the last version holds it, so that no change loses it."""
    present = Article.objects.get(pk=article.pk)
    state = state_of(versions(article.pk).first())
    same = (
        state.fields
        and all(getattr(present, name) == value for name, value in state.fields.items() if name not in KEPT)
        and {photo["id"]: photo for photo in present.photos.values()} == state.photos
        and {file["id"]: file for file in present.attachments.values()} == state.attachments
    )
    if not same:
        record(present, None, "Bản có sẵn")


@contextmanager
def recorded(user: User | None, article: Article, comment: str) -> Iterator[None]:
    """Make a version of what the block leaves of `article`: `with recorded(request.user, article, "Thêm ảnh"):`

    The block is one transaction, which on SQLite holds the only write lock: decode photos before it.
    """
    with transaction.atomic():
        keep_present(article)
        yield
        record(article, user, comment)


@transaction.atomic
def restore(version: Version, user: User) -> Article:
    """Bring an article's text, photos and files back to what `version` holds; a deleted one comes back as a draft.

    What stood there before is a version too, so nothing is lost. Raises ValidationError where no category is left.
    """
    state = state_of(version)
    article = Article.objects.select_for_update().filter(pk=version.object_id).first()
    if article:
        keep_present(article)
    else:
        article = _deleted(state)
    for name, value in state.fields.items():
        if name not in KEPT:
            setattr(article, name, value)
    if not Category.objects.filter(pk=article.category_id).exists():  # deleted since
        article.category = _any_category()
    article.edited_at, article.edited_by, article.cover = timezone.now(), user, None
    article.save()
    for model, rows in ((Photo, state.photos), (Attachment, state.attachments)):
        model.objects.filter(article=article).exclude(pk__in=rows).delete()
        for fields in rows.values():
            model(**fields).save()
    article.cover = article.photos.filter(pk=state.fields["cover_id"]).first() or article.photos.first()
    article.save(update_fields=["cover"])
    record(article, user, f"Khôi phục bản lúc {timezone.localtime(version.revision.date_created):%H:%M %d/%m/%Y}")
    return article


def _any_category() -> Category:
    if category := Category.objects.first():
        return category
    raise ValidationError("Chưa có chuyên mục nào cho bài này: hãy thêm một chuyên mục rồi khôi phục lại.")


def _deleted(state: State) -> Article:
    """The article of a version with what identified it; the account that wrote it may be gone."""
    article = Article(pk=state.fields["id"], created_at=state.fields["created_at"])
    if not Article.objects.filter(slug=state.fields["slug"]).exists():
        article.slug = state.fields["slug"]
    article.written_by = get_user_model().objects.filter(pk=state.fields["written_by_id"]).first()
    return article
