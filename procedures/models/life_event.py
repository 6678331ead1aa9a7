from django.db import models
from django.urls import reverse

from procedures.models.procedure import Procedure
from saovang.core.fields import CleanCharField, CleanSlugField, CleanTextField
from saovang.core.icons import icon_choices
from saovang.redirects.models import RedirectOnUrlChange


class LifeEvent(RedirectOnUrlChange):
    """An event in the life of a resident, such as a birth, and the procedures that belong to it."""

    title = CleanCharField("tên", max_length=60, help_text="Lời của người dân, ví dụ: Sinh con.")
    slug = CleanSlugField("địa chỉ", max_length=60, unique=True)
    description = CleanCharField("gồm những việc gì", max_length=150, blank=True)
    first_step = CleanTextField(
        "việc nên làm trước",
        max_length=600,
        blank=True,
        help_text="Một, hai câu. Không ghi điều luật ở đây: thời hạn, lệ phí ghi ở từng thủ tục.",
    )
    icon = models.CharField("hình vẽ", max_length=20, choices=icon_choices, blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Việc có số nhỏ đứng trước.")
    procedures = models.ManyToManyField(Procedure, through="LifeEventProcedure", related_name="life_events")

    class Meta:
        ordering = ["order", "title"]
        verbose_name = "việc của người dân"
        verbose_name_plural = "thủ tục theo việc"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedures:life_event", args=[self.slug])


class LifeEventProcedure(models.Model):
    """A procedure of a life event, at its place among the others."""

    life_event = models.ForeignKey(LifeEvent, models.CASCADE, related_name="items")
    procedure = models.ForeignKey(Procedure, models.CASCADE, verbose_name="thủ tục")
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "thủ tục của việc này"
        verbose_name_plural = "các thủ tục, việc cần nhất có số nhỏ nhất"
        constraints = [
            models.UniqueConstraint(
                fields=["life_event", "procedure"],
                name="life_event_procedure_unique",
                violation_error_message="Thủ tục này đã có trong việc ấy.",
            )
        ]

    def __str__(self) -> str:
        return str(self.procedure)
