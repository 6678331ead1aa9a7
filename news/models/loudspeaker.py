"""How the commune's loudspeaker begins and ends a bulletin, and how fast its announcer reads."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from saovang.core.fields import CleanTextField

DATE_PLACEHOLDER = "[ngày]"
OPENING = (
    "Kính thưa toàn thể nhân dân!\nĐây là đài truyền thanh xã. Hôm nay, [ngày], kính mời nhân dân nghe bản tin của xã."
)
CLOSING = "Bản tin truyền thanh đến đây là hết. Kính chào toàn thể nhân dân và hẹn gặp lại trong bản tin sau."


class LoudspeakerSettings(models.Model):
    """The table has one row at most; without one the defaults count."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    opening = CleanTextField(
        "lời mở đầu",
        max_length=1000,
        blank=True,
        default=OPENING,
        help_text="[ngày] tự đổi thành thứ, ngày, tháng, năm của hôm phát.",
    )
    closing = CleanTextField("lời kết thúc", max_length=1000, blank=True, default=CLOSING)
    syllables_per_minute = models.PositiveSmallIntegerField(
        "số tiếng đọc trong một phút",
        default=150,
        validators=[MinValueValidator(60), MaxValueValidator(400)],
        help_text="Để tính thời lượng. Phát thanh viên thường đọc 140 đến 180 tiếng một phút.",
    )

    class Meta:
        verbose_name = "thiết lập bản tin truyền thanh"
        verbose_name_plural = "thiết lập bản tin truyền thanh"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="loudspeaker_settings_singleton"),
            models.CheckConstraint(
                condition=Q(syllables_per_minute__range=(60, 400)),
                name="loudspeaker_settings_speed_valid",
                violation_error_message="Số tiếng một phút từ 60 đến 400.",
            ),
        ]

    def __str__(self) -> str:
        return "Thiết lập bản tin truyền thanh"

    @classmethod
    def load(cls) -> "LoudspeakerSettings":
        """Return the row, or the defaults."""
        return cls.objects.first() or cls()
