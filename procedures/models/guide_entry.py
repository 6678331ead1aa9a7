from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procedures.fields import HttpURLField, is_blank_or_http_url
from saovang.core.fields import CleanCharField, CleanTextField


class RequestType(models.TextChoices):
    """The types of request that the guide explains. FeedbackAddress has a field `accepts_<type>` for each."""

    QUESTION = "question", "Hỏi về một thủ tục"
    FEEDBACK = "feedback", "Phản ánh, kiến nghị"
    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"

    @property
    def slug(self) -> str:
        return SLUGS[self]

    def get_absolute_url(self) -> str:
        return reverse("procedures:guide_entry", args=[self.slug])


SLUGS = {
    RequestType.QUESTION: "hoi-ve-thu-tuc",
    RequestType.FEEDBACK: "phan-anh-kien-nghi",
    RequestType.COMPLAINT: "khieu-nai",
    RequestType.DENUNCIATION: "to-cao",
}


class GuideEntryQuerySet(models.QuerySet["GuideEntry"]):
    def by_request_type(self) -> "list[tuple[RequestType, GuideEntry | None]]":
        """Return each request type with its entry, in the order of the guide."""
        entries = {entry.request_type: entry for entry in self}
        return [(request_type, entries.get(request_type)) for request_type in RequestType]

    def needs_review(self) -> "GuideEntryQuerySet":
        """Return entries that were never compared with the law in force, or have an open review note."""
        return self.filter(Q(reviewed_on__isnull=True) | ~Q(review_note="")).order_by("pk")


class GuideEntry(models.Model):
    """The guide's text for one request type. Each statement about the law has its source; staff edit both."""

    request_type = models.CharField("loại việc", max_length=20, choices=RequestType, unique=True)
    choice = CleanCharField("câu để người dân chọn", max_length=200, help_text="Lời của người dân: “Tôi …”.")
    example = CleanCharField("ví dụ", max_length=300, blank=True)
    purpose = CleanTextField("dùng để làm gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    purpose_source = CleanCharField("nguồn của câu trên", max_length=300, blank=True)
    purpose_url = HttpURLField("liên kết nguồn", blank=True)
    contents = CleanTextField("phải ghi những gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    contents_source = CleanCharField("nguồn của câu trên", max_length=300, blank=True)
    contents_url = HttpURLField("liên kết nguồn", blank=True)
    in_writing_only = models.BooleanField(
        "chỉ nhận bằng đơn hoặc trực tiếp",
        default=False,
        help_text="Khi đánh dấu, điện thoại, thư điện tử và trang web được ghi là để hỏi thêm trước khi gửi.",
    )
    review_note = CleanTextField(
        "cần kiểm tra", max_length=600, blank=True, help_text="Ghi cho nhau trong bàn biên tập; không hiện ra ngoài."
    )
    reviewed_on = models.DateField(
        "đối chiếu lần cuối", null=True, blank=True, help_text="Ngày gần nhất đã so với văn bản đang có hiệu lực."
    )

    objects = GuideEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "mục hướng dẫn"
        verbose_name_plural = "hướng dẫn gửi gì, ở đâu"
        constraints = [
            models.CheckConstraint(
                condition=Q(request_type__in=RequestType.values), name="guide_entry_request_type_valid"
            ),
            models.CheckConstraint(
                condition=is_blank_or_http_url("purpose_url") & is_blank_or_http_url("contents_url"),
                name="guide_entry_urls_valid",
            ),
            models.CheckConstraint(
                condition=(Q(purpose="") | ~Q(purpose_source="")) & (Q(contents="") | ~Q(contents_source="")),
                name="guide_entry_sources_required",
            ),
        ]

    def __str__(self) -> str:
        return self.get_request_type_display()

    def get_absolute_url(self) -> str:
        return RequestType(self.request_type).get_absolute_url()

    def clean(self) -> None:
        errors = {}
        for name in ("purpose", "contents"):
            if getattr(self, name).strip() and not getattr(self, f"{name}_source").strip():
                errors[f"{name}_source"] = "Hãy ghi câu này lấy từ đâu: điều, khoản, số và tên văn bản."
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            errors["reviewed_on"] = "Ngày đối chiếu không thể ở sau hôm nay."
        if errors:
            raise ValidationError(errors)
