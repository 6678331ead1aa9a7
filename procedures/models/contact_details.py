from django.db import models
from django.db.models import Q

from saovang.core.fields import CleanCharField, CleanEmailField
from saovang.core.validators import validate_telephone


class ContactDetails(models.Model):
    """Name and contact details of the commune, shown on every page. There is at most one row."""

    place_fields = ("place", "region", "agency", "address")  # that may name an abolished unit

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    place = CleanCharField("địa phương", max_length=100, help_text="Tên ở đầu trang, ví dụ: Xã Sao Vàng.")
    region = CleanCharField("thuộc", max_length=150, blank=True, help_text="Ví dụ: Tỉnh Thanh Hóa.")
    agency = CleanCharField("cơ quan chủ quản", max_length=200)
    address = CleanCharField("địa chỉ", max_length=300)
    telephone = CleanCharField("điện thoại", max_length=20, validators=[validate_telephone])
    email = CleanEmailField("thư điện tử")
    responsible_person = CleanCharField(
        "chịu trách nhiệm nội dung", max_length=200, help_text="Chức danh hoặc họ tên người chịu trách nhiệm."
    )

    class Meta:
        verbose_name = "thông tin liên hệ"
        verbose_name_plural = "thông tin liên hệ"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="contact_details_single_row")]

    def __str__(self) -> str:
        return self.agency
