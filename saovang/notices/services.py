"""Putting notices into the outbox, sending them, and choosing which kinds one gets."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from saovang.accounts.models import User
from saovang.core.http import absolute_url, main_host
from saovang.core.text import clean_text
from saovang.notices.kinds import Content, Kind, kinds
from saovang.notices.models import Notice, OptOut, reachable

MAX_PER_RUN = 200
MAX_FAILURES = 3  # in a row, after which the server is probably down and the others wait for the next run
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=12)  # each interval is three times the last one
LIFETIME = timedelta(days=3)  # after which a notice is given up
KEEP = timedelta(days=90)  # in the list at the admin site
MAX_SUBJECT = 150
_FOOTER = "Thư tự động của cổng thông tin {}, xin đừng trả lời. Chọn loại thư muốn nhận, hoặc thôi nhận:"

logger = logging.getLogger(__name__)
State = Notice.State


def is_mail_set_up() -> bool:
    return bool(settings.EMAIL_URL and settings.DEFAULT_FROM_EMAIL)


def enqueue(kind: str, key: object, recipients: QuerySet[User], due_at: datetime | None = None) -> None:
    """Store a notice for each of `recipients` who wants it, in the transaction of the event. At most two queries.

    It is sent from `due_at` on, by default now. A recipient gets one notice of a kind and key. Nothing is stored if no
    e-mail is configured.
    """
    if not is_mail_set_up():
        return
    due_at = due_at or timezone.now()
    addresses = reachable(recipients, kind).order_by("-pk").values_list("email", "pk")
    keys = {email.casefold(): pk for email, pk in addresses}  # accounts may share the mailbox of the office
    notices = [
        Notice(kind=kind, key=str(key), recipient_id=pk, due_at=due_at, next_attempt_at=due_at) for pk in keys.values()
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def enqueue_due() -> None:
    """Store the notices of events that only the clock brings."""
    for kind in kinds:
        events = {str(event.key): event.recipients for event in kind.find()}
        known = Notice.objects.filter(kind=kind.name, key__in=events).values_list("key", flat=True)
        for key in events.keys() - set(known):
            enqueue(kind.name, key, events[key])


def send_due() -> tuple[int, int]:
    """Send the notices whose next attempt is due, at most MAX_PER_RUN. Return how many were sent and how many failed.

    Stops after MAX_FAILURES in a row, so that a run ends in time while the mail server is down.
    """
    # Notices of a restored backup, or of days on which the timer did not run.
    Notice.objects.pending().filter(due_at__lt=timezone.now() - LIFETIME).update(state=State.FAILED)
    sent = failed = in_a_row = 0
    connection = get_connection()
    for notice in Notice.objects.due().select_related("recipient")[:MAX_PER_RUN]:
        if not _claim(notice):
            continue
        try:
            changes = _send(notice, connection)
        except Exception as error:  # of the mail server, or of one notice, which must not hold up the others
            failed, in_a_row = failed + 1, in_a_row + 1
            _note_failure(notice, error)
            connection.close()
            if in_a_row == MAX_FAILURES:
                break
        else:
            in_a_row, sent = 0, sent + ("sent_at" in changes)
            _update(notice, last_error="", **changes)
    connection.close()
    return sent, failed


def delete_old() -> None:
    """Delete the notices that were done with long ago."""
    Notice.objects.exclude(state=State.PENDING).filter(due_at__lt=timezone.now() - KEEP).delete()


def disabled_kinds(user: User) -> set[str]:
    return set(OptOut.objects.filter(user=user).values_list("kind", flat=True))


@transaction.atomic
def choose_kinds(user: User, offered: Collection[str], chosen: Collection[str]) -> None:
    """Switch the `chosen` ones of the `offered` kinds on for the user, and the others off."""
    OptOut.objects.filter(user=user, kind__in=chosen).delete()
    rows = [OptOut(user=user, kind=name) for name in offered if name not in chosen]
    OptOut.objects.bulk_create(rows, ignore_conflicts=True)


def _claim(notice: Notice) -> bool:
    """Count the attempt and set the time of the next one. Return False if another process has just done so.

    Called before sending, so that the attempt of a process that is killed meanwhile counts too.
    """
    interval = min(FIRST_RETRY * 3 ** min(notice.attempts, 10), LONGEST_RETRY)
    changes = {"attempts": notice.attempts + 1, "next_attempt_at": timezone.now() + interval}
    row = Notice.objects.pending().filter(pk=notice.pk, attempts=notice.attempts)
    notice.next_attempt_at = changes["next_attempt_at"]
    return bool(row.update(**changes))


def _send(notice: Notice, connection: BaseEmailBackend) -> dict[str, Any]:
    """Send a notice that still applies, and return what changes in its row. Raises what the mail server causes."""
    kind, recipient = kinds.get(notice.kind), notice.recipient
    if kind is None or recipient is None or not _may_get(recipient, kind):
        return {"state": State.CANCELLED}
    content = kind.compose(notice.key, recipient)
    if content is None:
        return {"state": State.CANCELLED}
    if isinstance(content, datetime):
        return {"due_at": content, "next_attempt_at": content, "attempts": 0}
    connection.open()
    connection.send_messages([_message(notice, recipient, content, connection)])
    return {"state": State.SENT, "sent_at": timezone.now()}


def _may_get(user: User, kind: Kind) -> bool:
    return reachable(User.objects.filter(pk=user.pk), kind.name).exists() and kind.is_for(user)


def _message(notice: Notice, recipient: User, content: Content, connection: BaseEmailBackend) -> EmailMessage:
    settings_url = absolute_url(reverse("notice_settings"))
    subject = " ".join(content.subject.split())
    footer = ["-- ", _FOOTER.format(main_host()), settings_url, ""]  # "-- " begins a signature
    text = "\n".join([content.text, "", absolute_url(content.path), "", *footer])
    return EmailMessage(
        f"{settings.EMAIL_SUBJECT_PREFIX}{subject}"[:MAX_SUBJECT],
        text,
        to=[recipient.email],
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",  # no answer of an absent person: RFC 3834
            "List-Unsubscribe": f"<{settings_url}>",
            # The same at each attempt, so that a mail server can drop the second one.
            "Message-ID": f"<notice.{notice.pk}.{notice.due_at:%Y%m%d%H%M%S%f}@{main_host()}>",
        },
    )


def _note_failure(notice: Notice, error: Exception) -> None:
    text = clean_text(f"{type(error).__name__}: {error}")[:300]
    is_last = notice.next_attempt_at > notice.due_at + LIFETIME
    _update(notice, state=State.FAILED if is_last else State.PENDING, last_error=text)
    message = "notice %d was given up: %s" if is_last else "notice %d was not sent: %s"
    logger.log(logging.ERROR if is_last else logging.WARNING, message, notice.pk, text)


def _update(notice: Notice, **fields: Any) -> None:
    Notice.objects.filter(pk=notice.pk).update(**fields)
