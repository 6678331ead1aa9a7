from datetime import timedelta
from typing import NamedTuple, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from procedures.fields import HttpURLField, is_blank_or_http_url
from procedures.models.guide_entry import RequestType
from saovang.core.fields import CleanCharField, CleanEmailField
from saovang.core.text import tel_digits
from saovang.core.validators import validate_telephone


class ContactChannel(NamedTuple):
    """One way to contact a feedback address, for example by telephone. `url` is empty if there is nothing to open."""

    type: str  # "telephone", "visit", "post", "email" or "web"
    label: str
    text: str
    url: str = ""
    requires_eid: bool = False  # needs the national electronic identity (VNeID)


class FeedbackAddressQuerySet(models.QuerySet["FeedbackAddress"]):
    def accepting(self, request_type: str) -> Self:
        """Return addresses that accept a `RequestType`, the commune's own first."""
        return self.filter(**{f"accepts_{request_type}": True})

    def primary(self) -> "FeedbackAddress | None":
        """Return the address whose telephone number is on every page."""
        return self.accepting(RequestType.FEEDBACK).first()

    def overdue(self) -> Self:
        """Return addresses not checked for FEEDBACK_ADDRESS_CHECK_DAYS days, or never; longest unchecked first."""
        oldest = timezone.localdate() - timedelta(days=settings.FEEDBACK_ADDRESS_CHECK_DAYS)
        return self.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=oldest)).order_by(
            F("checked_on").asc(nulls_first=True), "pk"
        )


class FeedbackAddress(models.Model):
    """A publicly announced address that accepts feedback, complaints, denunciations or questions on procedures."""

    class Level(models.IntegerChoices):
        COMMUNE = 1, "Cấp xã"
        PROVINCE = 2, "Cấp tỉnh"
        NATION = 3, "Trung ương"

    place_fields = ("title", "agency", "scope", "address", "postal_address")  # that may name an abolished unit

    title = CleanCharField(
        "tên thông báo",
        max_length=200,
        default="Địa chỉ tiếp nhận phản ánh, kiến nghị về giải quyết thủ tục hành chính",
    )
    level = models.PositiveSmallIntegerField("cấp", choices=Level, default=Level.COMMUNE)
    order = models.PositiveSmallIntegerField(
        "thứ tự", default=0, help_text="Trong mỗi cấp, số nhỏ đứng trước. Nơi đứng đầu có ở thẻ trên mọi trang."
    )
    agency = CleanCharField(
        "cơ quan tiếp nhận", max_length=200, blank=True, help_text="Ví dụ: Trung tâm Phục vụ hành chính công xã."
    )
    scope = CleanCharField(
        "dành cho ai, việc gì",
        max_length=400,
        blank=True,
        help_text="Ví dụ: Người dân, tổ chức gặp vướng mắc khi làm thủ tục tại xã.",
    )
    accepts_emergency = models.BooleanField("nhận tin báo nguy hiểm (công an xã)", default=False)
    accepts_incident = models.BooleanField("nhận tin báo đèn hỏng, rác, ổ gà", default=False)
    accepts_feedback = models.BooleanField("nhận phản ánh, kiến nghị về thủ tục", default=True)
    accepts_complaint = models.BooleanField("nhận đơn khiếu nại", default=False)
    accepts_denunciation = models.BooleanField("nhận tố cáo", default=False)
    accepts_question = models.BooleanField("trả lời câu hỏi về thủ tục", default=False)
    telephone = CleanCharField("số điện thoại", max_length=20, blank=True, validators=[validate_telephone])
    address = CleanCharField("địa chỉ", max_length=300, blank=True)
    map_url = HttpURLField("liên kết bản đồ", blank=True)
    hours = CleanCharField("giờ tiếp nhận", max_length=200, blank=True)
    postal_address = CleanCharField(
        "gửi qua bưu điện tới",
        max_length=300,
        blank=True,
        help_text="Người nhận và địa chỉ ghi trên phong bì. Để trống nếu không nhận qua bưu điện.",
    )
    addressee = CleanCharField(
        "kính gửi",
        max_length=200,
        blank=True,
        help_text="Người nhận ghi trên mẫu đơn, ví dụ: Chủ tịch Ủy ban nhân dân xã. Để trống thì ghi tên cơ quan.",
    )
    email = CleanEmailField("thư điện tử", blank=True)
    website = HttpURLField("gửi qua trang web", blank=True)
    website_requires_eid = models.BooleanField(
        "trang web cần định danh điện tử",
        default=False,
        help_text="Đánh dấu nếu phải đăng nhập bằng tài khoản định danh điện tử (VNeID) mới gửi được.",
    )
    legal_basis = CleanCharField(
        "căn cứ", max_length=300, blank=True, help_text="Số, ngày và tên văn bản công bố địa chỉ này."
    )
    legal_basis_url = HttpURLField("liên kết tới văn bản", blank=True)
    effective_from = models.DateField("áp dụng từ ngày", null=True, blank=True)
    checked_on = models.DateField(
        "kiểm tra lần cuối",
        null=True,
        blank=True,
        help_text="Ngày gần nhất đã gọi thử, gửi thử và thấy còn đúng.",
    )
    checked_by = CleanCharField("người kiểm tra", max_length=150, blank=True, help_text="Chỉ hiện trong bàn biên tập.")

    objects = FeedbackAddressQuerySet.as_manager()

    class Meta:
        ordering = ["level", "order", "pk"]
        verbose_name = "địa chỉ phản ánh, kiến nghị"
        verbose_name_plural = "địa chỉ phản ánh, kiến nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["title", "address"],
                name="feedback_address_title_address_unique",
                violation_error_message="Thông báo này đã có địa chỉ ấy.",
            ),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="feedback_address_level_valid"),
            models.CheckConstraint(
                condition=~Q(level=1) | (~Q(telephone="") & ~Q(address="")),
                name="feedback_address_commune_contact_required",
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True)
                | Q(checked_on__isnull=True)
                | Q(effective_from__lte=F("checked_on")),
                name="feedback_address_checked_when_effective",
            ),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | ~Q(checked_by=""), name="feedback_address_checked_by_required"
            ),
            models.CheckConstraint(
                condition=is_blank_or_http_url("map_url")
                & is_blank_or_http_url("website")
                & is_blank_or_http_url("legal_basis_url"),
                name="feedback_address_urls_valid",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('procedures:feedback')}#noi-nhan-{self.pk}"

    def clean(self) -> None:
        errors = {}
        if self.level == self.Level.COMMUNE:
            for name in ("telephone", "address"):
                if not getattr(self, name).strip():
                    errors[name] = "Nơi nhận phản ánh của xã phải có số điện thoại và địa chỉ."
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày kiểm tra không thể ở sau hôm nay."
        elif self.checked_on and self.effective_from and self.effective_from > self.checked_on:
            errors["effective_from"] = "Ngày áp dụng không thể ở sau ngày kiểm tra lần cuối."
        if self.checked_on and not self.checked_by.strip():
            errors["checked_by"] = "Hãy ghi ai đã kiểm tra."
        if self.legal_basis_url and not self.legal_basis:
            errors["legal_basis"] = "Hãy ghi tên văn bản mà liên kết dẫn tới."
        if self.website_requires_eid and not self.website:
            errors["website"] = "Hãy ghi địa chỉ trang web cần định danh điện tử."
        if errors:
            raise ValidationError(errors)

    @property
    def takes_letters(self) -> bool:
        """Return whether a letter on paper can be sent or brought here."""
        return bool(self.address or self.postal_address)

    def accepts(self, request_type: str) -> bool:
        return getattr(self, f"accepts_{request_type}")

    @property
    def contact_channels(self) -> list[ContactChannel]:
        """Return all channels, the most used first."""
        channels = [
            ContactChannel("telephone", "Gọi điện", self.telephone, f"tel:{tel_digits(self.telephone)}"),
            ContactChannel("visit", "Đến trực tiếp", self.address, self.map_url),
            ContactChannel("post", "Gửi qua bưu điện", self.postal_address),
            ContactChannel("email", "Gửi thư điện tử", self.email, f"mailto:{self.email}"),
            ContactChannel("web", "Gửi qua trang web", self.website, self.website, self.website_requires_eid),
        ]
        return [channel for channel in channels if channel.text]

    @property
    def channels_by_group(self) -> dict[str, list[ContactChannel]]:
        """Group the channels twice: with or without electronic identity, and in writing (or in person) or remote."""
        channels = self.contact_channels
        return {
            "without_eid": [channel for channel in channels if not channel.requires_eid],
            "with_eid": [channel for channel in channels if channel.requires_eid],
            "in_writing": [channel for channel in channels if channel.type in ("visit", "post")],
            "remote": [channel for channel in channels if channel.type not in ("visit", "post")],
        }
