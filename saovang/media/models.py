from uuid import uuid4

from django.db import models
from django.utils import timezone

from saovang.core.fields import CleanCharField


class Erasure(models.Model):
    """The record that an article, photo or document was erased. It holds nothing of what was erased.

    A restore of an older backup erases it again (saovang/media/erasure.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField("loại", max_length=100)  # "news.photo"
    key = models.PositiveBigIntegerField("khóa")
    # The original names of its files, one a line. Unlike a key, a name is never used again after a restore.
    files = models.TextField("tệp", blank=True)
    reason = CleanCharField("lý do", max_length=300)
    username = CleanCharField("người xóa", max_length=150, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        ordering = ["at"]
        default_permissions = []
        verbose_name = "lần xóa hẳn"
        verbose_name_plural = "các lần xóa hẳn"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
