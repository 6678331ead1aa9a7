"""The workflow of an article: submit, publish, return, withdraw.

Each function locks the article, validates, changes it, and records a `WorkflowEvent` and a version. It raises
ValidationError with a message for the user. `user` is None when a command calls it.
"""

from collections.abc import Collection, Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from news.models import Article, Photo, PreviewLink, WorkflowEvent
from news.notices import announce
from news.services.history import versioned
from news.services.masking import mask_numbers
from saovang.accounts.models import User
from saovang.core.text import clean_text, plain_text, words
from saovang.media.alt_text import alt_text_errors

Status, Action = Article.Status, WorkflowEvent.Action
Photos = Sequence[Photo] | QuerySet[Photo]
NO_CONTENT = "Bài chưa có nội dung."
MIN_REASON_WORDS = 3
MAX_REASON_LENGTH = 300
REASON_REQUIRED = "Hãy ghi lý do, ít nhất ba chữ. Ví dụ: người có tên đã đồng ý."
MASKING_COMMENT = "Che bớt số của cá nhân"


def submit_for_approval(article: Article, user: User | None = None) -> None:
    """Move a draft to WAITING. Its author cannot edit it until it is returned."""
    with _locked(article):
        validate_submission(article, article.photos.all())
        _transition(article, Action.SUBMITTED, user, status=Status.WAITING)


def recall(article: Article, user: User | None = None) -> None:
    """Move a waiting article back to draft for its author, before anybody has decided on it."""
    with _locked(article):
        _validate_status(article, [Status.WAITING], "Chỉ rút lại được bài đang chờ duyệt.")
        _transition(article, Action.RECALLED, user, status=Status.DRAFT)


def publish(
    article: Article,
    at: datetime | None = None,
    user: User | None = None,
    reason: str = "",
    mask: bool = False,
) -> None:
    """Make an article public at `at`, at its own publication time, or else now.

    An article that was published before keeps its time unless `at` is given. `reason` says why personal data in it may
    be public; `mask` masks the numbers first.
    """
    with _locked(article):
        if mask:
            with versioned(user, article, MASKING_COMMENT):
                mask_numbers(article)
        validate_publication(article, article.photos.all())
        time = at or article.published_at or timezone.now().replace(microsecond=0)
        fields = {"status": Status.PUBLISHED, "published_at": time, "withdrawal_reason": ""}
        _transition(article, Action.PUBLISHED, user, confirmation_note(reason), **fields)


def return_to_author(article: Article, note: str, user: User | None = None) -> None:
    """Return a waiting or scheduled article to draft, with a note on what to change."""
    with _locked(article):
        _validate_status(
            article, [Status.WAITING, Status.PUBLISHED], "Chỉ trả lại được bài đang chờ duyệt hoặc đang hẹn giờ."
        )
        if article.is_public:
            raise ValidationError("Bài đã đăng thì không trả lại được, chỉ gỡ được.")
        note = _clean_note(note, "Hãy viết cho tác giả biết cần sửa gì.")
        _transition(article, Action.RETURNED, user, note, status=Status.DRAFT)


def withdraw(article: Article, reason: str, user: User | None = None) -> None:
    """Take down a published article and revoke its preview link. Its URL then answers 410 with the reason."""
    with _locked(article):
        _validate_status(article, [Status.PUBLISHED], "Chỉ gỡ được bài đã đăng.")
        if not article.is_public:
            raise ValidationError("Bài chưa đến giờ đăng: hãy trả lại thay vì gỡ.")
        reason = _clean_note(reason, "Hãy viết lý do gỡ bài; người đọc sẽ thấy lý do này.", max_length=300)
        PreviewLink.objects.filter(article=article).delete()
        fields = {"status": Status.WITHDRAWN, "withdrawal_reason": reason, "alert_until": None}
        _transition(article, Action.WITHDRAWN, user, reason, **fields)


def validate_submission(article: Article, photos: Photos) -> None:
    """Raise ValidationError unless the article, with these photos, can be submitted for approval."""
    _validate_status(article, [Status.DRAFT], "Chỉ gửi duyệt được bản nháp.")
    validate_content(article, photos)


def validate_publication(article: Article, photos: Photos) -> None:
    """Raise ValidationError with every reason why the article, with these photos, cannot be public."""
    validate_content(article, photos)
    if errors := alt_text_errors(photos):
        raise ValidationError(errors, code="alt_text")


def validate_content(article: Article, photos: Photos) -> None:
    """Raise ValidationError if the article has neither text nor photos."""
    if not has_content(article, photos):
        raise ValidationError(NO_CONTENT, code="empty")


def has_content(article: Article, photos: Collection) -> bool:
    """Return whether there is anything to read or to see; spaces that do not break are nothing."""
    return bool(article.summary.strip() or plain_text(article.body).strip() or photos)


def clean_reason(reason: str) -> str:
    """Return a cleaned reason to publish personal data. Raises ValidationError if it says nothing."""
    reason = _clean_note(reason, REASON_REQUIRED, MAX_REASON_LENGTH)
    if len(words(reason)) < MIN_REASON_WORDS:
        raise ValidationError(REASON_REQUIRED, code="too_short")
    return reason


def confirmation_note(reason: str) -> str:
    """Return a reason as workflow events and versions keep it; "" if there is none."""
    return f"Lý do vẫn để nguyên những chỗ máy nhắc: {reason}" if reason else ""


@contextmanager
def _locked(article: Article) -> Iterator[None]:
    """Lock the article's row in a transaction and load its current fields, photos and attachments.

    Photos and attachments that the caller has prefetched are not loaded again. They are dropped at the end.
    """
    fields = [field.attname for field in Article._meta.concrete_fields]
    with transaction.atomic():
        article.refresh_from_db(fields=fields, from_queryset=Article.objects.select_for_update(of=("self",)))
        prefetch_related_objects([article], "photos", "attachments")
        try:
            yield
        finally:
            article.refresh_from_db(fields=["photos", "attachments"])  # drops the prefetched rows without a query


def _validate_status(article: Article, allowed: Container[str], message: str) -> None:
    if article.status not in allowed:
        raise ValidationError(f"{message} Bài này: {article.get_status_display().lower()}.", code="status")


def _clean_note(note: str, required_message: str, max_length: int = 500) -> str:
    note = clean_text(note)
    if not note:
        raise ValidationError(required_message, code="required")
    if len(note) > max_length:
        raise ValidationError(f"Viết dài quá: {len(note)} chữ cái, chỉ lưu được {max_length}.", code="max_length")
    return note


def _transition(
    article: Article, action: WorkflowEvent.Action, user: User | None, note: str = "", **fields: Any
) -> None:
    event = WorkflowEvent(article=article, action=action, user=user, note=note)
    fields |= {"edited_at": timezone.now(), "edited_by": user}
    with versioned(user, article, str(event)):
        for name, value in fields.items():
            setattr(article, name, value)
        article.save(update_fields=[*fields, "updated_at"])
        event.save()
    announce(event)
