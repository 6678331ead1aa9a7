"""Photos of articles, and the cover among them. `saovang.uploads.services` stores and attaches files."""

from collections.abc import Iterable
from typing import IO, Any

from django.db import transaction

from news.models import Article, Photo
from saovang.uploads import services
from saovang.uploads.services import attach


def store_photo(upload: IO[bytes], *, wait: bool = True, timeout: float | None = None, **fields: Any) -> Photo:
    """Return an unsaved photo with `fields` and without an article. Raises as `services.store_photo` does."""
    return services.store_photo(Photo(**fields), upload, wait=wait, timeout=timeout)


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
