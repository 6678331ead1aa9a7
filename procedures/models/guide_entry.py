from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procedures.fields import WebAddressField, is_web_address
from procedures.querysets import MatterQuerySet


class Kind(models.TextChoices):
    """The matters that the guide tells apart. A FeedbackAddress says with `takes_<kind>` which it receives."""

    QUESTION = "question", "Hỏi về một thủ tục"
    FEEDBACK = "feedback", "Phản ánh, kiến nghị"
    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"

    @property
    def slug(self) -> str:
        """The last part of its address in the guide."""
        return SLUGS[self]

    @property
    def address(self) -> str:
        return reverse("procedures:guide_answer", args=[self.slug])


SLUGS = {
    Kind.QUESTION: "hoi-ve-thu-tuc",
    Kind.FEEDBACK: "phan-anh-kien-nghi",
    Kind.COMPLAINT: "khieu-nai",
    Kind.DENUNCIATION: "to-cao",
}


class Matter(models.Model):
    """What the guide says of one kind. Each statement of law stands with its source; staff edit both."""

    kind = models.CharField("loại việc", max_length=20, choices=Kind, unique=True)
    choice = models.CharField("câu để người dân chọn", max_length=200, help_text="Lời của người dân: “Tôi …”.")
    example = models.CharField("ví dụ", max_length=300, blank=True)
    purpose = models.TextField("dùng để làm gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    purpose_source = models.CharField("nguồn của câu trên", max_length=300, blank=True)
    purpose_url = WebAddressField("liên kết nguồn", blank=True)
    contents = models.TextField("phải ghi những gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    contents_source = models.CharField("nguồn của câu trên", max_length=300, blank=True)
    contents_url = WebAddressField("liên kết nguồn", blank=True)
    in_writing_only = models.BooleanField(
        "chỉ nhận bằng đơn hoặc trực tiếp",
        default=False,
        help_text="Khi đánh dấu, điện thoại, thư điện tử và trang web được ghi là để hỏi thêm trước khi gửi.",
    )
    to_check = models.TextField(
        "cần kiểm tra", max_length=600, blank=True, help_text="Ghi cho nhau trong bàn biên tập; không hiện ra ngoài."
    )
    checked_on = models.DateField(
        "đối chiếu lần cuối", null=True, blank=True, help_text="Ngày gần nhất đã so với văn bản đang có hiệu lực."
    )

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "mục hướng dẫn"
        verbose_name_plural = "hướng dẫn gửi gì, ở đâu"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="matter_kind_known"),
            models.CheckConstraint(
                condition=is_web_address("purpose_url") & is_web_address("contents_url"),
                name="matter_links_to_the_web",
            ),
            models.CheckConstraint(
                condition=(Q(purpose="") | ~Q(purpose_source="")) & (Q(contents="") | ~Q(contents_source="")),
                name="matter_statements_have_sources",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return Kind(self.kind).address

    def clean(self) -> None:
        errors = {}
        for name in ("purpose", "contents"):
            if getattr(self, name).strip() and not getattr(self, f"{name}_source").strip():
                errors[f"{name}_source"] = "Hãy ghi câu này lấy từ đâu: điều, khoản, số và tên văn bản."
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày đối chiếu không thể ở sau hôm nay."
        if errors:
            raise ValidationError(errors)
