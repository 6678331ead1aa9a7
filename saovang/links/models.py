"""The ledger of outgoing links: every domain that a text of the portal has linked to."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from saovang.links.hosts import MAX_LENGTH

WAIT = timedelta(hours=1)  # after which a new domain opens without a second person


class LinkedDomainQuerySet(models.QuerySet["LinkedDomain"]):
    def open(self) -> Self:
        return self.filter(opens_at__lte=timezone.now())

    def pending(self) -> Self:
        """Return the domains that wait for a second person or their time, soonest first."""
        return self.filter(opens_at__gt=timezone.now()).order_by("opens_at")

    def blocked(self) -> Self:
        return self.filter(opens_at__isnull=True)

    def latest_opening(self) -> models.QuerySet[Any, Any]:
        """Return the time of the latest opening. It changes when a domain opens by time."""
        return self.open().order_by("-opens_at").values("opens_at")[:1]


class LinkedDomain(models.Model):
    """A domain outside the portal. Links to it are shown as links from `opens_at` on; never if that is None."""

    name = models.CharField("tên miền", max_length=MAX_LENGTH, unique=True)
    first_seen_at = models.DateTimeField("thấy lần đầu", default=timezone.now)
    first_seen_in = models.CharField("thấy ở", max_length=300)
    first_seen_path = models.CharField(max_length=200, blank=True)  # of the form at the admin site
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người viết"
    )
    opens_at = models.DateTimeField("mở từ lúc", null=True, db_index=True)
    decided_at = models.DateTimeField("duyệt lúc", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người duyệt"
    )

    objects = LinkedDomainQuerySet.as_manager()

    class Meta:
        ordering = ["-first_seen_at", "name"]
        default_permissions = ("view", "change")
        verbose_name = "tên miền"
        verbose_name_plural = "liên kết ra ngoài"

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.opens_at is not None and self.opens_at <= timezone.now()

    @property
    def state(self) -> str:
        if self.opens_at is None:
            return "đã chặn"
        if self.is_open:
            return "tin cậy"
        return f"chờ người thứ hai duyệt, hoặc tự mở lúc {timezone.localtime(self.opens_at):%H:%M}"
