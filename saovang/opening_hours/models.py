"""When the office is open: the sessions of a week, and days with hours of their own."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from saovang.core.fields import CleanCharField

MAX_DAYS = 60  # of one row of special hours; more is a mistyped year


class WeeklySession(models.Model):
    """A time in which the office is open every week, such as Monday morning."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Thứ Hai"
        TUESDAY = 1, "Thứ Ba"
        WEDNESDAY = 2, "Thứ Tư"
        THURSDAY = 3, "Thứ Năm"
        FRIDAY = 4, "Thứ Sáu"
        SATURDAY = 5, "Thứ Bảy"
        SUNDAY = 6, "Chủ Nhật"

    weekday = models.PositiveSmallIntegerField("thứ", choices=Weekday)
    opens_at = models.TimeField("từ", help_text="Ví dụ: 7:30 hoặc 7h30.")
    closes_at = models.TimeField("đến")

    class Meta:
        ordering = ["weekday", "opens_at"]
        verbose_name = "buổi làm việc trong tuần"
        verbose_name_plural = "giờ làm việc trong tuần"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__in=range(7)), name="weekly_session_weekday_valid"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="weekly_session_closes_after_opening",
                violation_error_message="Giờ đóng cửa phải sau giờ mở cửa.",
            ),
            models.UniqueConstraint(
                fields=["weekday", "opens_at"],
                name="weekly_session_start_unique",
                violation_error_message="Thứ này đã có một buổi bắt đầu vào giờ ấy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"

    def clean(self) -> None:
        others = WeeklySession.objects.exclude(pk=self.pk).filter(weekday=self.weekday)
        if not (self.opens_at and self.closes_at):  # a field was not valid
            return
        if other := others.filter(opens_at__lt=self.closes_at, closes_at__gt=self.opens_at).first():
            raise ValidationError(f"Trùng giờ với buổi {other}.")


class SpecialHours(models.Model):
    """Days on which the office is closed, or open at other times than in a usual week."""

    name = CleanCharField("lý do", max_length=120, help_text="Ví dụ: Nghỉ bù Quốc khánh; Làm bù; Trực Tết.")
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến hết ngày")
    opens_at = models.TimeField("mở cửa từ", null=True, blank=True, help_text="Để trống cả hai giờ nếu nghỉ cả ngày.")
    closes_at = models.TimeField("đến", null=True, blank=True)

    class Meta:
        ordering = ["-first_day", "opens_at"]
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="special_hours_days_in_order",
                violation_error_message="Ngày cuối không thể trước ngày đầu.",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="special_hours_closes_after_opening",
                violation_error_message="Hãy ghi cả hai giờ, giờ đóng cửa ở sau; nghỉ cả ngày thì để trống cả hai.",
            ),
        ]

    def __str__(self) -> str:
        days = f"{self.first_day:%d/%m/%Y}"
        if self.last_day != self.first_day:
            days += f" – {self.last_day:%d/%m/%Y}"
        return f"{self.name} ({days})"

    def clean(self) -> None:
        if self.first_day and self.last_day and self.last_day - self.first_day > timedelta(days=MAX_DAYS):
            raise ValidationError({"last_day": f"Dài hơn {MAX_DAYS} ngày. Hãy xem lại năm, hoặc chia thành nhiều đợt."})
