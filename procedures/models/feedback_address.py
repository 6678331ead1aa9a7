from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from procedures.fields import WebAddressField, is_web_address, telephone
from procedures.querysets import FeedbackAddressQuerySet
from procedures.ways import Way, told_apart, ways_to


class FeedbackAddress(models.Model):
    """Where complaints and proposals about administrative procedures are received, as publicly announced."""

    class Level(models.IntegerChoices):
        COMMUNE = 1, "Cấp xã"
        PROVINCE = 2, "Cấp tỉnh"
        NATION = 3, "Trung ương"

    title = models.CharField(
        "tên thông báo",
        max_length=200,
        default="Địa chỉ tiếp nhận phản ánh, kiến nghị về giải quyết TTHC",
    )
    level = models.PositiveSmallIntegerField("cấp", choices=Level, default=Level.COMMUNE)
    order = models.PositiveSmallIntegerField(
        "thứ tự", default=0, help_text="Trong mỗi cấp, số nhỏ đứng trước. Nơi đứng đầu có ở thẻ trên mọi trang."
    )
    body = models.CharField(
        "cơ quan tiếp nhận", max_length=200, blank=True, help_text="Ví dụ: Trung tâm Phục vụ hành chính công xã."
    )
    concerns = models.CharField(
        "dành cho ai, việc gì",
        max_length=400,
        blank=True,
        help_text="Ví dụ: Người dân, tổ chức gặp vướng mắc khi làm thủ tục tại xã.",
    )
    takes_feedback = models.BooleanField("nhận phản ánh, kiến nghị", default=True)
    takes_complaint = models.BooleanField("nhận đơn khiếu nại", default=False)
    takes_denunciation = models.BooleanField("nhận tố cáo", default=False)
    takes_question = models.BooleanField("trả lời câu hỏi về thủ tục", default=False)
    telephone = models.CharField("số điện thoại", max_length=20, blank=True, validators=[telephone])
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    map_url = WebAddressField("liên kết bản đồ", blank=True)
    hours = models.CharField("giờ tiếp nhận", max_length=200, blank=True)
    post = models.CharField(
        "gửi bưu điện tới",
        max_length=300,
        blank=True,
        help_text="Người nhận và địa chỉ ghi trên phong bì. Để trống nếu không nhận qua bưu điện.",
    )
    email = models.EmailField("thư điện tử", blank=True)
    website = WebAddressField("gửi qua trang web", blank=True)
    website_needs_identity = models.BooleanField(
        "trang web cần định danh điện tử",
        default=False,
        help_text="Đánh dấu nếu phải đăng nhập bằng tài khoản định danh điện tử (VNeID) mới gửi được.",
    )
    legal_basis = models.CharField(
        "căn cứ", max_length=300, blank=True, help_text="Số, ngày và tên văn bản công bố địa chỉ này."
    )
    legal_basis_url = WebAddressField("liên kết tới văn bản", blank=True)
    in_force_from = models.DateField("áp dụng từ ngày", null=True, blank=True)
    checked_on = models.DateField(
        "kiểm tra lần cuối",
        null=True,
        blank=True,
        help_text="Ngày gần nhất đã gọi thử, gửi thử và thấy còn đúng.",
    )
    checked_by = models.CharField(
        "người kiểm tra", max_length=150, blank=True, help_text="Chỉ hiện trong bàn biên tập."
    )

    objects = FeedbackAddressQuerySet.as_manager()

    class Meta:
        ordering = ["level", "order", "pk"]
        verbose_name = "địa chỉ phản ánh, kiến nghị"
        verbose_name_plural = "địa chỉ phản ánh, kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["title", "address"],
                name="feedback_address_once",
                violation_error_message="Thông báo này đã có địa chỉ ấy.",
            ),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="feedback_address_level_known"),
            models.CheckConstraint(
                condition=~Q(level=1) | (~Q(telephone="") & ~Q(address="")), name="feedback_address_commune_reachable"
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(checked_on__isnull=True)
                | Q(in_force_from__lte=F("checked_on")),
                name="feedback_address_checked_in_force",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | ~Q(checked_by=""), name="feedback_address_checked_by_someone"
            ),
            models.CheckConstraint(
                condition=is_web_address("map_url") & is_web_address("website") & is_web_address("legal_basis_url"),
                name="feedback_address_links_to_the_web",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('procedures:index')}#noi-nhan-{self.pk}"

    def clean(self) -> None:
        errors = {}
        if self.level == self.Level.COMMUNE:
            for name in ("telephone", "address"):
                if not getattr(self, name).strip():
                    errors[name] = "Nơi tiếp nhận của xã phải có số điện thoại và địa chỉ."
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày kiểm tra không thể ở sau hôm nay."
        elif self.checked_on and self.in_force_from and self.in_force_from > self.checked_on:
            errors["in_force_from"] = "Ngày áp dụng không thể ở sau ngày kiểm tra lần cuối."
        if self.checked_on and not self.checked_by.strip():
            errors["checked_by"] = "Hãy ghi ai đã kiểm tra."
        if self.legal_basis_url and not self.legal_basis:
            errors["legal_basis"] = "Hãy ghi tên văn bản mà liên kết dẫn tới."
        if self.website_needs_identity and not self.website:
            errors["website"] = "Hãy ghi địa chỉ trang web cần định danh điện tử."
        if errors:
            raise ValidationError(errors)

    @property
    def ways(self) -> list[Way]:
        return ways_to(self)

    @property
    def ways_apart(self) -> dict[str, list[Way]]:
        return told_apart(self.ways)
