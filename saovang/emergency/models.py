"""Emergencies such as a storm or a flood. While one is on, it takes the place of the home page."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from saovang.core.fields import CleanCharField, CleanTextField
from saovang.core.validators import validate_telephone

# The whole page has at most 15 KB, so that it loads where there is hardly any signal.
MAX_INSTRUCTIONS = 12
MAX_INSTRUCTION_CHARS = 160
MAX_SHELTERS = 30
MAX_UPDATES = 10  # on the page; older ones stay in the record
MAX_UPDATE_CHARS = 300


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def switched_on(self) -> Self:
        """Return the emergency that is on, if there is one, with its shelters and updates."""
        switched_on = self.filter(activations__isnull=False, activations__ended_at=None)
        return switched_on.prefetch_related("shelters", "updates")

    def active(self) -> "Emergency | None":
        """Return the emergency that is on, with its shelters and updates, or None."""
        return self.switched_on().first()


class Emergency(models.Model):
    """What residents must know in an emergency. It may be prepared beforehand; `Activation` says when it is on."""

    title = CleanCharField("đang có việc gì", max_length=120, help_text="Ví dụ: Bão số 10 vào gần bờ, mưa rất to.")
    since = models.DateTimeField("từ lúc", blank=True, help_text="Để trống thì lấy giờ lưu.")
    instructions = CleanTextField(
        "việc cần làm ngay",
        help_text=f"Mỗi dòng một việc, việc gấp nhất đứng đầu. Nhiều nhất {MAX_INSTRUCTIONS} dòng, mỗi dòng một câu.",
    )

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = "tình huống khẩn cấp"
        verbose_name_plural = "tình huống khẩn cấp"
        constraints = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(instructions=""),
                name="emergency_texts_required",
                violation_error_message="Hãy ghi đang có việc gì và việc cần làm ngay.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.since = self.since or timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def clean(self) -> None:
        if len(self.instruction_list) > MAX_INSTRUCTIONS:
            raise ValidationError({"instructions": f"Nhiều nhất {MAX_INSTRUCTIONS} việc: chỉ giữ những việc gấp."})
        for line in self.instruction_list:
            if len(line) > MAX_INSTRUCTION_CHARS:
                message = f"Mỗi việc nhiều nhất {MAX_INSTRUCTION_CHARS} ký tự. Hãy viết gọn dòng “{line[:40]}…”."
                raise ValidationError({"instructions": message})

    @property
    def instruction_list(self) -> list[str]:
        """Return what to do, the most urgent first."""
        return [line.strip() for line in self.instructions.splitlines() if line.strip()]

    @property
    def latest_updates(self) -> "list[Update]":
        """Return the updates that the page shows, newest first."""
        return list(self.updates.all())[:MAX_UPDATES]

    @property
    def is_active(self) -> bool:
        """Return True while the emergency takes the place of the home page."""
        return self.pk is not None and self.activations.filter(ended_at=None).exists()


class Shelter(models.Model):
    """A place to go to, and whom to call there."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="shelters")
    quarter = CleanCharField("cho khu phố", max_length=80, help_text="Ví dụ: Khu phố 4, 5; Xuân Tâm.")
    place = CleanCharField("nơi sơ tán", max_length=120)
    telephone = CleanCharField("điện thoại", max_length=20, blank=True, validators=[validate_telephone])

    class Meta:
        ordering = ["pk"]
        verbose_name = "nơi sơ tán"
        verbose_name_plural = "nơi sơ tán theo khu phố"
        constraints = [
            models.UniqueConstraint(
                fields=["emergency", "quarter", "place"],
                name="shelter_unique",
                violation_error_message="Nơi sơ tán này đã có cho khu phố ấy.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter}: {self.place}"


class Update(models.Model):
    """What is new at a time."""

    emergency = models.ForeignKey(Emergency, models.CASCADE, related_name="updates")
    at = models.DateTimeField("lúc", blank=True, help_text="Để trống thì lấy giờ lưu.")
    text = CleanTextField("tin", validators=[MaxLengthValidator(MAX_UPDATE_CHARS)])

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "tin cập nhật"
        verbose_name_plural = "tin cập nhật, mới nhất đứng đầu"

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%H:%M %d/%m/%Y}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.at = self.at or timezone.now()
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Activation(models.Model):
    """A time in which an emergency is on. Not versioned, so that restoring an old version switches nothing on."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="activations")
    started_at = models.DateTimeField("bật lúc", default=timezone.now)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = "lần bật"
        verbose_name_plural = "các lần bật"
        constraints = [
            models.UniqueConstraint(
                Case(When(ended_at__isnull=True, then=Value(1))),
                name="activation_one_at_a_time",
                violation_error_message="Đang có tình huống khẩn cấp khác. Hãy kết thúc trước.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="activation_ends_after_start",
                violation_error_message="Không thể kết thúc trước lúc bật.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.emergency} {timezone.localtime(self.started_at):%H:%M %d/%m/%Y}"
