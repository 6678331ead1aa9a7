from django.db import models


class ServiceLink(models.Model):
    """A public service elsewhere that residents use: on the home page and on the page of nothing found."""

    name = models.CharField("tên", max_length=100)
    description = models.CharField("để làm gì", max_length=150, blank=True)
    address = models.URLField("địa chỉ", unique=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "liên kết dịch vụ công"
        verbose_name_plural = "liên kết dịch vụ công"

    def __str__(self) -> str:
        return self.name
