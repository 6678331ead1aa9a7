"""Who the commune is, and where a complaint about an administrative procedure goes."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

telephone = RegexValidator(
    r"^\+?\d[\d .\-]{6,17}\d$",
    "Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm hoặc gạch nối, ví dụ: 0237 383 5076.",
)


class ContactDetails(models.Model):
    """The commune's own details, at the head and the foot of every page. There is at most one."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    place = models.CharField("địa phương", max_length=100, help_text="Tên ở đầu trang, ví dụ: Xã Sao Vàng.")
    region = models.CharField("thuộc", max_length=150, blank=True, help_text="Ví dụ: Tỉnh Thanh Hóa.")
    agency = models.CharField("cơ quan chủ quản", max_length=200)
    address = models.CharField("địa chỉ", max_length=300)
    telephone = models.CharField("điện thoại", max_length=20, validators=[telephone])
    email = models.EmailField("thư điện tử")
    hours = models.CharField("giờ làm việc", max_length=200, blank=True)
    responsible_person = models.CharField(
        "chịu trách nhiệm nội dung", max_length=200, help_text="Chức danh hoặc họ tên người chịu trách nhiệm."
    )

    class Meta:
        verbose_name = "thông tin liên hệ"
        verbose_name_plural = "thông tin liên hệ"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="contact_details_only_one")]

    def __str__(self) -> str:
        return self.agency


class FeedbackAddress(models.Model):
    """Where complaints and proposals about administrative procedures are received, as publicly announced."""

    title = models.CharField(
        "tên thông báo",
        max_length=200,
        default="Địa chỉ tiếp nhận phản ánh, kiến nghị về giải quyết TTHC",
    )
    address = models.CharField("địa chỉ", max_length=300)
    telephone = models.CharField("số điện thoại", max_length=20, validators=[telephone])
    email = models.EmailField("thư điện tử")
    checked_on = models.DateField(
        "kiểm tra lần cuối",
        null=True,
        blank=True,
        help_text="Ngày gần nhất đã gọi thử, gửi thử và thấy còn đúng.",
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Nơi nhỏ nhất đứng ở thẻ trên mọi trang.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "địa chỉ phản ánh, kiến nghị"
        verbose_name_plural = "địa chỉ phản ánh, kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["title", "address"],
                name="feedback_address_once",
                violation_error_message="Thông báo này đã có địa chỉ ấy.",
            )
        ]

    def __str__(self) -> str:
        return self.title
