from datetime import date

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from saovang.core.fields import CleanCharField
from saovang.core.text import format_number
from saovang.visits.periods import Period


class DailyVisitsQuerySet(models.QuerySet["DailyVisits"]):
    def add(self, day: date, count: int) -> None:
        """Add `count` visits to `day` in one atomic upsert."""
        table = self.model._meta.db_table
        with connections[self.db].cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (day, count) VALUES (%s, %s) "  # noqa: S608 – the name of our own table
                f"ON CONFLICT (day) DO UPDATE SET count = {table}.count + excluded.count",
                [day, count],
            )

    def by_period(self, period: Period, until: date, count: int) -> list[tuple[date, int]]:
        """Return start and visits of the last `count` periods up to the one that contains `until`, earliest first."""
        starts = list(period.preceding(period.start(until), count))
        sums = dict(self.filter(day__gte=starts[-1]).sums(period))
        return [(start, sums.get(start, 0)) for start in reversed(starts)]

    def sums(self, period: Period) -> models.QuerySet["DailyVisits", tuple[date, int]]:
        """Return start and visits of every period that has visits, latest first."""
        grouped = self.annotate(start=period.trunc("day")).values_list("start")
        return grouped.annotate(Sum("count")).order_by("-start")

    def total(self) -> int:
        """Return the sum of all rows."""
        return self.aggregate(total=Sum("count", default=0))["total"]


class DailyVisits(models.Model):
    """The visits of a day. One row a day."""

    day = models.DateField("ngày", primary_key=True)
    count = models.PositiveBigIntegerField("lượt truy cập")

    objects = DailyVisitsQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = "lượt truy cập trong ngày"
        verbose_name_plural = "lượt truy cập theo ngày"
        constraints = [models.CheckConstraint(condition=Q(count__gte=0), name="daily_visits_not_negative")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.count}"


class LegacyVisitTotal(models.Model):
    """The number of visits that the old portal counted, added to `all_time`. At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    total = models.PositiveBigIntegerField("tổng số lượt")
    note = CleanCharField("nguồn của con số", max_length=200, blank=True)

    class Meta:
        verbose_name = "số lượt chuyển từ trang cũ"
        verbose_name_plural = "số lượt chuyển từ trang cũ"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="legacy_visit_total_single_row"),
            models.CheckConstraint(condition=Q(total__gte=0), name="legacy_visit_total_not_negative"),
        ]

    def __str__(self) -> str:
        return format_number(self.total)

    @transaction.atomic
    def save_change(self, reason: str, user_id: int | None = None) -> None:
        """Save, and record the change. Without a user, a command has made it."""
        stored = LegacyVisitTotal.objects.select_for_update().get(pk=self.pk)
        self.save()
        self.changes.create(total_before=stored.total, total_after=self.total, reason=reason, user_id=user_id)


class LegacyVisitTotalChange(models.Model):
    """A change of the legacy total, with its reason. Once there is one, the total cannot be deleted."""

    legacy_total = models.ForeignKey(LegacyVisitTotal, models.PROTECT, related_name="changes")
    total_before = models.PositiveBigIntegerField("số cũ")
    total_after = models.PositiveBigIntegerField("số mới")
    reason = CleanCharField("lý do", max_length=300)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="người sửa"
    )
    changed_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        verbose_name = "lần sửa"
        verbose_name_plural = "các lần sửa"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="legacy_visit_total_change_has_reason")]

    def __str__(self) -> str:
        return f"{format_number(self.total_before)} → {format_number(self.total_after)}"
