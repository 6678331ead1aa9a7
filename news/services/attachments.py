"""Documents to download with an article."""

from django.db import transaction
from django.db.models import Max

from news.models import Article, Attachment


@transaction.atomic
def attach_documents(article: Article, documents: list[Attachment], order: int | None = None) -> None:
    """Add stored documents behind those that the article has, or with `order` as the first one's number.

    Raises Article.DoesNotExist where the article is gone.
    """
    row = Article.objects.select_for_update().get(pk=article.pk)
    first = order if order is not None else (row.attachments.aggregate(last=Max("order"))["last"] or 0) + 1
    for number, document in enumerate(documents, start=first):
        document.article, document.order = article, number
        document.save()
