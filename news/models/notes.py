"""What readers are told about an article beside its text."""

from django.db import models
from django.utils import timezone

from news.models.article import Article


class ChangeNote(models.Model):
    """What was changed in an article after its publication, said to its readers: "Cập nhật lúc … : …"."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="change_notes", verbose_name="bài viết")
    made_at = models.DateTimeField("lúc", default=timezone.now)
    text = models.CharField("đã sửa gì", max_length=300)

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = "ghi chú cập nhật"
        verbose_name_plural = "ghi chú cập nhật"

    def __str__(self) -> str:
        return self.text


class BoundaryChange(models.Model):
    """A day from which administrative units have other names; articles from before it say so."""

    took_effect_on = models.DateField("ngày có hiệu lực", unique=True)
    note = models.CharField("lời nhắc", max_length=300, help_text="Đứng đầu mỗi bài đăng trước ngày này.")

    class Meta:
        ordering = ["took_effect_on"]
        verbose_name = "thay đổi địa giới"
        verbose_name_plural = "thay đổi địa giới"

    def __str__(self) -> str:
        return f"{self.took_effect_on:%d/%m/%Y}"

    def is_after(self, article: Article) -> bool:
        return timezone.localdate(article.published_at) < self.took_effect_on
