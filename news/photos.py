"""The one way of a photo into an article: decode and store first, then add the rows.

Decoding takes seconds, and on SQLite a transaction holds the only write lock; so `store_photo` is called
outside one and `attach_photos` may be called inside.
"""

from collections.abc import Iterable
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max

from news.models import Article, Photo
from saovang.images import as_jpeg, clean_photo


def store_photo(upload: IO[bytes], caption: str = "", alt_text: str = "") -> Photo:
    """Store an uploaded photo and its variants; the Photo returned is of no article yet and not saved.

    Raises ValidationError with a sentence for the person who chose the file.
    """
    image = clean_photo(upload)
    photo = Photo(caption=caption, alt_text=alt_text)
    try:
        photo.image.save("anh.jpg", ContentFile(as_jpeg(image), name="anh.jpg"), save=False)
        for variant in photo.image.get_picture_files_list():
            variant.save(image)
    except BaseException:
        discard_photos([photo])
        raise
    return photo


def discard_photos(photos: Iterable[Photo]) -> None:
    """Delete the files of photos that were stored and came into no article."""
    for photo in photos:
        photo.image.delete(save=False)


@transaction.atomic
def attach_photos(article: Article, photos: Iterable[Photo]) -> list[Photo]:
    """Add stored photos behind those that the article has; the first it ever gets becomes its cover."""
    last = article.photos.aggregate(last=Max("order"))["last"] or 0
    attached = list(photos)
    for order, photo in enumerate(attached, start=last + 1):
        photo.article, photo.order = article, order
        photo.save()
    if attached and article.cover_id is None:
        article.cover = attached[0]
        article.save(update_fields=["cover", "changed_at"])
    return attached
