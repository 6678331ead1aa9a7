"""Notices of work on articles. The key of each is its workflow event, so an event tells a person at most once."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from news.models import Article, WorkflowEvent
from news.permissions import can_view
from saovang.accounts.models import User
from saovang.accounts.roles import PUBLISH
from saovang.core.templatetags.vietnamese import full_name
from saovang.notices.kinds import Content, Due, Kind
from saovang.notices.services import enqueue
from saovang.opening_hours.holidays import is_time_for_reminders, working_days_before

Action, Status = WorkflowEvent.Action, Article.Status


def announce(event: WorkflowEvent) -> None:
    """Store the notices of an event that has just happened. A command tells nobody of what it does."""
    if event.user is None:
        return
    article = event.article
    if event.action == Action.SUBMITTED:
        enqueue(WAITING.name, event.pk, _publishers(event))
    elif event.action == Action.RETURNED:
        enqueue(RETURNED.name, event.pk, _author(event))
    elif event.action == Action.PUBLISHED and article.is_public:
        enqueue(PUBLISHED.name, event.pk, _author(event))
    elif event.action == Action.PUBLISHED:
        people = User.objects.filter(Q(pk=event.user_id) | Q(pk=article.written_by_id))
        enqueue(SCHEDULED.name, event.pk, people, article.published_at)


def _publishers(event: WorkflowEvent) -> QuerySet[User]:
    """Return everyone who may publish, except the person of the event."""
    return User.objects.allowed_to(PUBLISH).exclude(Q(pk=event.user_id))


def _author(event: WorkflowEvent) -> QuerySet[User]:
    """Return the author of the article unless they did it themselves; no account for an article without author."""
    return User.objects.filter(Q(pk=event.article.written_by_id)).exclude(Q(pk=event.user_id))


def _find_overdue() -> Iterator[Due]:
    now = timezone.localtime()
    if not is_time_for_reminders(now):
        return
    latest = working_days_before(now, settings.APPROVAL_DAYS)
    events = WorkflowEvent.objects.latest_of_articles().filter(
        action=Action.SUBMITTED, article__status=Status.WAITING, created_at__lt=latest, user__isnull=False
    )
    for event in events:
        yield Due(event.pk, _publishers(event))


def _load_event(key: str, recipient: User, status: Article.Status) -> WorkflowEvent | None:
    """Return the event with its article and user, or None if the article has changed since or is not for them."""
    events = WorkflowEvent.objects.latest_of_articles().select_related("article", "user")
    event = events.filter(pk=key, article__status=status).first()
    return event if event and can_view(recipient, event.article) else None


def _waiting(key: str, recipient: User) -> Content | None:
    event = _load_event(key, recipient, Status.WAITING)
    if event is None:
        return None
    return Content(
        f"Bài chờ duyệt: {event.article}",
        f"{_name(event)} đã gửi duyệt bài “{event.article}” lúc {_format(event.created_at)}.\n\n"
        "Xem bài, rồi đăng hoặc trả lại:",
        _preview_path(event),
    )


def _overdue(key: str, recipient: User) -> Content | None:
    event = _load_event(key, recipient, Status.WAITING)
    if event is None:
        return None
    return Content(
        f"Bài chờ duyệt đã lâu: {event.article}",
        f"Bài “{event.article}” do {_name(event)} gửi lúc {_format(event.created_at)} đã chờ duyệt quá "
        f"{settings.APPROVAL_DAYS} ngày làm việc.\n\nXem bài, rồi đăng hoặc trả lại:",
        _preview_path(event),
    )


def _returned(key: str, recipient: User) -> Content | None:
    event = _load_event(key, recipient, Status.DRAFT)
    if event is None:
        return None
    return Content(
        f"Bài bị trả lại: {event.article}",
        f"{_name(event)} đã trả lại bài “{event.article}” của bạn lúc {_format(event.created_at)}. Cần sửa:\n\n"
        f"{event.note}\n\nXem bài, rồi sửa và gửi duyệt lại:",
        _preview_path(event),
    )


def _published(key: str, recipient: User) -> Content | None:
    event = _load_event(key, recipient, Status.PUBLISHED)
    if event is None or not event.article.is_public:
        return None
    return Content(
        f"Bài đã đăng: {event.article}",
        f"{_name(event)} đã đăng bài “{event.article}” của bạn lúc {_format(event.created_at)}.\n\nXem bài:",
        event.article.get_absolute_url(),
    )


def _scheduled(key: str, recipient: User) -> Content | datetime | None:
    event = _load_event(key, recipient, Status.PUBLISHED)
    if event is None:
        return None
    if not event.article.is_public:  # somebody has set a later time
        return event.article.published_at
    return Content(
        f"Bài hẹn giờ đã đăng: {event.article}",
        f"Bài “{event.article}” đã tự đăng theo giờ hẹn, lúc {_format(event.article.published_at)}.\n\nXem bài:",
        event.article.get_absolute_url(),
    )


def _preview_path(event: WorkflowEvent) -> str:
    return reverse("admin:news_article_preview", args=[event.article_id])


def _name(event: WorkflowEvent) -> str:
    return full_name(event.user) if event.user else "Một tài khoản đã xóa"


def _format(time: datetime | None) -> str:
    return f"{timezone.localtime(time):%H:%M ngày %d/%m/%Y}"


def _is_publisher(user: User) -> bool:
    return user.has_perm(PUBLISH)


def _is_writer(user: User) -> bool:
    return user.has_perm("news.add_article")


WAITING = Kind("article_waiting", "Bài mới chờ duyệt", _is_publisher, _waiting)
OVERDUE = Kind("article_overdue", "Bài chờ duyệt quá lâu", _is_publisher, _overdue, _find_overdue)
RETURNED = Kind("article_returned", "Bài của tôi bị trả lại", _is_writer, _returned)
PUBLISHED = Kind("article_published", "Bài của tôi được đăng", _is_writer, _published)
SCHEDULED = Kind("article_scheduled", "Bài tôi viết hoặc hẹn giờ đã tự đăng", _is_writer, _scheduled)
NOTICES = [WAITING, OVERDUE, RETURNED, PUBLISHED, SCHEDULED]
