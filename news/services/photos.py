"""Add photos and attachments to an article: store the files first, then attach the rows.

Decoding takes seconds, and on SQLite a transaction holds the only write lock: call `store_photo` outside a
transaction; `attach_photos` may be called inside. Deleting a row keeps its files, because restoring an older version
of the article brings the row back.
"""

from collections.abc import Iterable
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from news.models import Article, Attachment, Photo
from saovang.media import responsive
from saovang.media.images import process_photo
from saovang.media.storage import ignore_storage_errors

File = TypeVar("File", Photo, Attachment)


def store_photo(upload: IO[bytes], *, wait: bool = True, timeout: float | None = None, **fields: Any) -> Photo:
    """Store an uploaded photo and its variants. Return the unsaved Photo, with `fields` set and without an article.

    Raises ValidationError with a message for the user if the file is not a photo or cannot be stored, and BusyError as
    `run_in_worker` does.
    """
    photo = Photo(**fields)
    responsive.save(photo.image, process_photo(upload, wait=wait, timeout=timeout))
    return photo


def discard_photos(photos: Iterable[Photo]) -> None:
    """Delete the files of photos that were not attached to an article."""
    with ignore_storage_errors():
        for photo in photos:
            responsive.delete(photo.image)


def validate_room(article: Article, model: type[Photo] | type[Attachment], number: int = 1) -> None:
    """Raise ValidationError unless the article can take `number` more photos or attachments.

    The code is "too_many", and `params["room"]` is the number that it can take.
    """
    limit = settings.ARTICLE_MAX_PHOTOS if model is Photo else settings.ARTICLE_MAX_ATTACHMENTS
    count = model._base_manager.filter(article=article).count()
    if count + number > limit:
        noun = model._meta.verbose_name
        message = f"Bài đã có {count} {noun}, nhiều nhất {limit}. Hãy chia thành hai bài."
        raise ValidationError(message, code="too_many", params={"room": max(limit - count, 0)})


@transaction.atomic
def attach(article: Article, files: Iterable[File], order: int | None = None) -> list[File]:
    """Save stored files as the last ones of the article, or numbered from `order` on.

    Return them. A file whose upload key the article has already is not saved; its saved row is returned instead.
    Raises Article.DoesNotExist if the article has been deleted, and ValidationError as `validate_room` does.
    """
    Article.objects.select_for_update().only("pk").get(pk=article.pk)
    stored = list(files)
    if not stored:
        return []
    siblings = type(stored[0])._base_manager.filter(article=article)
    keys = [file.upload_key for file in stored if file.upload_key]
    saved = {file.upload_key: file for file in siblings.filter(upload_key__in=keys)} if keys else {}
    new = [file for file in stored if file.upload_key not in saved]
    validate_room(article, type(stored[0]), len(new))
    if order is None:
        order = (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
    for number, file in enumerate(new, start=order):
        file.article, file.order = article, number
        file.save()
    return [saved.get(file.upload_key, file) for file in stored]


@transaction.atomic
def attach_photos(article: Article, photos: Iterable[Photo], order: int | None = None) -> list[Photo]:
    """Attach stored photos as `attach` does, and update the cover of the article.

    `edited_at` does not change: an upload must not conflict with the form that is open in the same window.
    """
    attached = attach(article, photos, order)
    current = Article.objects.get(pk=article.pk)
    update_cover(current)
    article.cover, article.cover_chosen = current.cover, current.cover_chosen
    return attached


def choose_cover(article: Article, key: int | None) -> None:
    """Make the photo with this key the article's cover. None stands for the first photo in order."""
    article.cover_id, article.cover_chosen = key, key is not None
    update_cover(article)


def update_cover(article: Article) -> None:
    """Keep the chosen cover if it is still there, or else take the first photo in order that readers see."""
    photos = list(article.photos.all())
    chosen = next((photo for photo in photos if photo.pk == article.cover_id), None) if article.cover_chosen else None
    article.cover = chosen or next((photo for photo in photos if article.shows(photo)), None)
    article.cover_chosen = chosen is not None
    # Sends no signals: the callers save the article or a photo too, which bumps the content version.
    Article.objects.filter(pk=article.pk).update(cover=article.cover, cover_chosen=article.cover_chosen)
