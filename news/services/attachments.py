"""Attach stored files, photos or documents, to an article."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from news.models import Article, Attachment, Photo

File = TypeVar("File", Photo, Attachment)


@transaction.atomic
def attach(article: Article, files: Iterable[File], order: int | None = None) -> list[File]:
    """Save stored files as the last ones of the article, or numbered from `order` on.

    Raises Article.DoesNotExist if the article has been deleted.
    """
    Article.objects.select_for_update().only("pk").get(pk=article.pk)
    attached = list(files)
    if attached and order is None:
        siblings = type(attached[0])._base_manager.filter(article=article)
        order = (siblings.aggregate(last=Max("order"))["last"] or 0) + 1
    for number, file in enumerate(attached, start=order or 0):
        file.article, file.order = article, number
        file.save()
    return attached
