"""Replace the file or the captions of an attachment. `news.services.photos` adds attachments."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from news.models import Article, Attachment
from news.services.history import versioned
from saovang.accounts.models import User
from saovang.media.captions import read_captions
from saovang.media.files import attach_file, discard_file
from saovang.media.libreoffice import convert_old_word


def replace_file(
    attachment: Attachment, upload: IO[bytes], name: str, user: User | None = None, key: UUID | None = None
) -> datetime | None:
    """Store an upload as the new file of an attachment, which keeps its URL, title and order.

    In a public article the new file is public at once. The old one stays, because restoring an older version of the
    article brings it back. Nothing is stored twice under the same upload key.

    Return the time of the edit before this one, for the form that is open in the same window. Raises ValidationError
    as `attach_file` does, and Article.DoesNotExist if the attachment has been deleted.
    """
    stored = attach_file(Attachment(title=attachment.title, upload_key=key), convert_old_word(upload), name)
    try:
        with transaction.atomic():
            article = _lock_article(attachment)
            edited_at = article.edited_at
            if key and article.attachments.filter(upload_key=key).exists():
                discard_file(stored)
                return edited_at
            with _edited(article, attachment, user, "Thay tệp"):
                for field in ("file", "file_type", "size", "upload_key", "origin", "duration", "width", "height"):
                    setattr(attachment, field, getattr(stored, field))
    except BaseException:
        discard_file(stored)
        raise
    return edited_at


@transaction.atomic
def replace_captions(attachment: Attachment, upload: IO[bytes], user: User | None = None) -> datetime | None:
    """Make an uploaded WebVTT or SRT file the captions of a video.

    Return and raise as `replace_file` does. Raises ValidationError as `read_captions` does, and if the attachment is no
    video.
    """
    if not attachment.is_video:
        raise ValidationError("Chỉ phim mới có phụ đề.", code="no_video")
    captions = read_captions(upload)
    article = _lock_article(attachment)
    edited_at = article.edited_at
    with _edited(article, attachment, user, "Thay tệp phụ đề"):
        attachment.captions = captions
    return edited_at


def _lock_article(attachment: Attachment) -> Article:
    return Article.objects.select_for_update().get(attachments=attachment)


@contextmanager
def _edited(article: Article, attachment: Attachment, user: User | None, comment: str) -> Iterator[None]:
    """Save what the block sets on the attachment, as an edit of the article and with a version."""
    attachment.refresh_from_db()
    with versioned(user, article, f"{comment} “{attachment}”"):
        yield
        attachment.save()
        article.edited_at, article.edited_by = timezone.now(), user
        article.save(update_fields=["edited_at", "edited_by", "updated_at"])
