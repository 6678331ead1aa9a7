"""Notes to the readers of an article: its changes after publication, and changes of place names."""

from django.db import models
from django.utils import timezone

from news.models.article import Article


class ChangeNote(models.Model):
    """A change of an article after its publication, shown to readers as "Cập nhật lúc … : …"."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="change_notes", verbose_name="bài viết")
    created_at = models.DateTimeField("lúc", default=timezone.now)
    text = models.CharField("đã sửa gì", max_length=300)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "ghi chú cập nhật"
        verbose_name_plural = "ghi chú cập nhật"

    def __str__(self) -> str:
        return self.text


class BoundaryChange(models.Model):
    """A date from which administrative units have other names. Articles published before it show the note."""

    effective_date = models.DateField("ngày có hiệu lực", unique=True)
    note = models.CharField("lời nhắc", max_length=300, help_text="Đứng đầu mỗi bài đăng trước ngày này.")

    class Meta:
        ordering = ["effective_date"]
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"

    def __str__(self) -> str:
        return f"{self.effective_date:%d/%m/%Y}"

    def applies_to(self, article: Article) -> bool:
        return timezone.localdate(article.published_at) < self.effective_date
