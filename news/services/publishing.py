"""What is done with an article, by the names that the desk uses.

Each verb looks at what it needs, changes the article, and records who did what when. What is in the way is
raised as a ValidationError with a sentence for the person who asked. `by` is the account; None for commands.
"""

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from news.models import Article, PreviewLink, Step
from news.services.alt_text import problems
from news.services.history import recorded
from saovang.accounts.models import User

Status, Verb = Article.Status, Step.Verb


@transaction.atomic
def send_for_approval(article: Article, by: User | None = None) -> None:
    """Lay a draft before the editors. From now on its author cannot change it until it is returned."""
    _look(article, [Status.DRAFT], "Chỉ gửi duyệt được bản nháp.")
    check_content(article)
    _do(article, Verb.SENT, by, status=Status.WAITING)


@transaction.atomic
def publish(article: Article, at: datetime | None = None, by: User | None = None) -> None:
    """Make `article` public now, or by itself at a time to come. Once published it keeps its time."""
    _look(article, Status, "")
    check_public(article)
    time = at or article.published_at or timezone.now().replace(microsecond=0)
    _do(article, Verb.PUBLISHED, by, status=Status.PUBLISHED, published_at=time, withdrawal_reason="")


@transaction.atomic
def return_to_author(article: Article, note: str, by: User | None = None) -> None:
    """Give an article that waits, or one whose time has not come, back to its author with a word on what to mend."""
    _look(article, [Status.WAITING, Status.PUBLISHED], "Chỉ trả lại được bài đang chờ duyệt hoặc đang hẹn giờ.")
    if article.is_public:
        raise ValidationError("Bài đã đăng thì không trả lại được, chỉ gỡ được.")
    _do(article, Verb.RETURNED, by, _said(note, "Hãy viết cho tác giả biết cần sửa gì."), status=Status.DRAFT)


@transaction.atomic
def withdraw(article: Article, reason: str, by: User | None = None) -> None:
    """Take a published article back. Its address stays and says so, with the reason; its preview link ends."""
    _look(article, [Status.PUBLISHED], "Chỉ gỡ được bài đã đăng.")
    if not article.is_public:
        raise ValidationError("Bài chưa đến giờ đăng: hãy trả lại thay vì gỡ.")
    reason = _said(reason, "Hãy viết lý do gỡ bài; người đọc sẽ thấy lý do này.", longest=300)
    PreviewLink.objects.filter(article=article).delete()
    _do(article, Verb.WITHDRAWN, by, reason, status=Status.WITHDRAWN, withdrawal_reason=reason, urgent_until=None)


def check_public(article: Article) -> None:
    """Whether `article` may stand before the public; raises ValidationError with all that is in the way."""
    check_content(article)
    if found := problems(article):
        raise ValidationError(found, code="alternative_text")


def check_content(article: Article) -> None:
    if not (article.summary.strip() or strip_tags(article.body).strip() or article.photos.exists()):
        raise ValidationError("Bài chưa có nội dung.", code="empty")


def _look(article: Article, allowed: Container[str], otherwise: str) -> None:
    """Take the article's row for this transaction and see that it is in one of the allowed states."""
    article.refresh_from_db(
        fields=["status", "published_at"], from_queryset=Article.objects.select_for_update(of=("self",))
    )
    if article.status not in allowed:
        raise ValidationError(f"{otherwise} Bài này: {article.get_status_display().lower()}.", code="state")


def _said(words: str, otherwise: str, longest: int = 500) -> str:
    words = " ".join(words.split())
    if not words:
        raise ValidationError(otherwise, code="silent")
    if len(words) > longest:
        raise ValidationError(f"Viết dài quá: {len(words)} chữ cái, chỉ lưu được {longest}.", code="long")
    return words


def _do(article: Article, verb: Step.Verb, by: User | None, note: str = "", **fields: Any) -> None:
    step = Step(article=article, verb=verb, by=by, note=note)
    with recorded(by, article, str(step)):
        for name, value in (fields | {"edited_at": timezone.now(), "edited_by": by}).items():
            setattr(article, name, value)
        article.save(update_fields=[*fields, "edited_at", "edited_by", "changed_at"])
        step.save()
