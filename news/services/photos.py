"""The one way of a photo into an article: decode and store first, then add the rows.

Decoding takes seconds, and on SQLite a transaction holds the only write lock; so `store_photo` is called
outside one and `attach_photos` may be called inside. Files stay when rows go: an older version of the
article may bring the rows back.
"""

from collections.abc import Iterable
from typing import IO, Any

from django.db import transaction
from django.db.models import Max

from news.models import Article, Photo
from saovang.media import responsive
from saovang.media.images import process_photo
from saovang.media.storage import ignore_storage_errors


def store_photo(upload: IO[bytes], **fields: Any) -> Photo:
    """Store an uploaded photo and its variants; the Photo returned, with `fields`, is of no article yet and not saved.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    photo = Photo(**fields)
    responsive.save(photo.image, process_photo(upload))
    return photo


def discard_photos(photos: Iterable[Photo]) -> None:
    """Delete the files of photos that were stored and came into no article."""
    with ignore_storage_errors():
        for photo in photos:
            responsive.delete(photo.image)


@transaction.atomic
def attach_photos(article: Article, photos: Iterable[Photo], order: int | None = None) -> list[Photo]:
    """Add stored photos behind those that the article has, or with `order` as the first one's number.

    The first photo it ever gets becomes its cover. The article's time of change stays: who is writing it in
    another window has not been overtaken by their own photos. Raises Article.DoesNotExist where it is gone.
    """
    row = Article.objects.select_for_update().get(pk=article.pk)
    first = order if order is not None else (row.photos.aggregate(last=Max("order"))["last"] or 0) + 1
    attached = list(photos)
    for number, photo in enumerate(attached, start=first):
        photo.article, photo.order = article, number
        photo.save()
    if attached and row.cover_id is None:
        choose_cover(article, attached[0].pk)
    return attached


def choose_cover(article: Article, key: int | None) -> None:
    """Make the article's own photo of this key its cover; without one, keep the cover or take the first."""
    own: dict[int | None, Photo] = {photo.pk: photo for photo in article.photos.order_by("order", "pk")}
    cover = own.get(key) or own.get(article.cover_id) or next(iter(own.values()), None)
    if article.cover_id != (cover and cover.pk):
        article.cover = cover
        article.save(update_fields=["cover"])
