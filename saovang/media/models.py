from collections.abc import Iterable
from uuid import uuid4

from django.db import models
from django.utils import timezone

from saovang.core.fields import CleanCharField, CleanTextField


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


class FileTextQuerySet(models.QuerySet["FileText"]):
    def words(self, names: Iterable[str]) -> dict[str, str]:
        """Return the words of those of these files that have any."""
        if not (names := list(names)):
            return {}
        return dict(self.filter(name__in=names, status=FileText.Status.READ).values_list("name", "words"))


class FileText(models.Model):
    """The text of a stored document, as `saovang/search/file_texts.py` has read it. A stored file never changes."""

    class Status(models.TextChoices):
        READ = "read", "đã đọc"
        EMPTY = "empty", "không có chữ"  # a scanned PDF
        FAILED = "failed", "không đọc được"

    name = models.CharField(max_length=200, unique=True)  # of the file in the storage
    status = models.CharField(max_length=6, choices=Status)
    text = CleanTextField(blank=True)
    words = models.TextField(blank=True)  # as the search index has them
    extracted_at = models.DateTimeField(auto_now_add=True)

    objects = FileTextQuerySet.as_manager()

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return self.name
