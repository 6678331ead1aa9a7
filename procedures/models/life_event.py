from typing import Self

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse

from procedures.models.procedure import Procedure
from saovang.core.fields import CleanCharField, CleanSlugField, CleanTextField
from saovang.core.icons import icon_choices
from saovang.redirects.models import RedirectOnUrlChange


class LifeEventQuerySet(models.QuerySet["LifeEvent"]):
    def with_procedures(self) -> Self:
        """Load the procedures too, with the fields that the page of a life event shows."""
        return self.prefetch_related(Prefetch("procedures", Procedure.objects.for_lists(with_documents=True)))


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
    procedures = models.ManyToManyField(Procedure, related_name="life_events", blank=True, verbose_name="các thủ tục")

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        ordering = ["order", "title"]
        verbose_name = "việc của người dân"
        verbose_name_plural = "thủ tục theo việc"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedures:life_event", args=[self.slug])
