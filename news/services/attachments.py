"""Replace the file of an attachment. `news.services.photos` adds attachments."""

from datetime import datetime
from typing import IO
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from news.models import Article, Attachment
from news.services.history import versioned
from saovang.accounts.models import User
from saovang.media.files import attach_file, discard_file


def replace_file(
    attachment: Attachment, upload: IO[bytes], name: str, user: User | None = None, key: UUID | None = None
) -> datetime | None:
    """Store an upload as the new file of an attachment, which keeps its URL, title and order.

    In a public article the new file is public at once. The old one stays, because restoring an older version of the
    article brings it back. Nothing is stored twice under the same upload key.

    Return the time of the edit before this one, for the form that is open in the same window. Raises ValidationError
    as `attach_file` does, and Article.DoesNotExist if the attachment has been deleted.
    """
    stored = attach_file(Attachment(title=attachment.title, upload_key=key), upload, name)
    try:
        with transaction.atomic():
            article = Article.objects.select_for_update().get(attachments=attachment)
            edited_at = article.edited_at
            if key and article.attachments.filter(upload_key=key).exists():
                discard_file(stored)
                return edited_at
            attachment.refresh_from_db()
            with versioned(user, article, f"Thay tệp “{attachment}”"):
                for field in ("file", "file_type", "size", "upload_key"):
                    setattr(attachment, field, getattr(stored, field))
                attachment.save()
                article.edited_at, article.edited_by = timezone.now(), user
                article.save(update_fields=["edited_at", "edited_by", "updated_at"])
    except BaseException:
        discard_file(stored)
        raise
    return edited_at
