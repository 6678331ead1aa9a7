"""The outbox: e-mails about work, stored with the event that they tell of and sent by `manage.py send_notices`."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from saovang.accounts.models import User
from saovang.notices.kinds import kinds

LATE_AFTER = timedelta(hours=1)
REPORT_FAILED = timedelta(days=7)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def pending(self) -> Self:
        return self.filter(state=self.model.State.PENDING)

    def due(self) -> Self:
        """Return the notices whose next attempt is due, longest due first."""
        return self.pending().filter(next_attempt_at__lte=timezone.now()).order_by("next_attempt_at", "pk")

    def unsent(self) -> Self:
        """Return the notices that are late, or were given up in the last week, oldest first."""
        now = timezone.now()
        late = Q(state=self.model.State.PENDING, due_at__lt=now - LATE_AFTER)
        failed = Q(state=self.model.State.FAILED, due_at__gt=now - REPORT_FAILED)
        return self.filter(late | failed).order_by("due_at", "pk")


class Notice(models.Model):
    """One e-mail to one person about one event.

    `key` identifies the event within its kind. Neither text nor title is stored: both are read when it is sent.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Chờ gửi"
        SENT = "sent", "Đã gửi"
        CANCELLED = "cancelled", "Không còn cần gửi"
        FAILED = "failed", "Không gửi được"

    kind = models.CharField("loại", max_length=40)
    key = models.CharField(max_length=60)
    # Not CASCADE: the admin site would refuse to delete an account with notices, which nobody may delete.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="người nhận",
        db_index=False,
    )
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField("có việc lúc")
    next_attempt_at = models.DateTimeField("lần gửi tới")  # or the last one, if the state is not PENDING
    attempts = models.PositiveSmallIntegerField("số lần gửi", default=0)
    sent_at = models.DateTimeField("đã gửi lúc", null=True)
    last_error = models.CharField("lỗi lần gửi cuối", max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        verbose_name = "thư báo việc"
        verbose_name_plural = "thư báo việc"
        indexes = [models.Index(fields=["next_attempt_at"], name="notice_pending", condition=Q(state="pending"))]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], name="notice_unique_event"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent", "cancelled", "failed"]), name="notice_state_valid"
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="notice_sent_at_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}: {self.recipient}"

    @property
    def kind_label(self) -> str:
        kind = kinds.get(self.kind)
        return kind.label if kind else self.kind


class OptOut(models.Model):
    """A kind of notice that a person has switched off."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)

    class Meta:
        default_permissions = ()
        verbose_name = "loại thư đã tắt"
        verbose_name_plural = "loại thư đã tắt"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="opt_out_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


def reachable(users: QuerySet[User], kind: str) -> QuerySet[User]:
    """Return those of `users` who may sign in, have an e-mail address and have not switched this kind off."""
    opted_out = OptOut.objects.filter(user=OuterRef("pk"), kind=kind)
    return users.filter(~Exists(opted_out), is_active=True, is_staff=True).exclude(email="")
