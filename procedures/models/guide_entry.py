import re
from typing import NamedTuple, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from procedures.fields import OfficialURLField, is_blank_or_https_url
from saovang.core.fields import CleanCharField, CleanTextField


class RequestType(models.TextChoices):
    """The types of request that the guide explains. FeedbackAddress has a field `accepts_<type>` for each."""

    EMERGENCY = "emergency", "Đang nguy hiểm, cần giúp ngay"
    INCIDENT = "incident", "Đèn đường hỏng, rác, ổ gà"
    FEEDBACK = "feedback", "Phản ánh, kiến nghị về thủ tục"
    COMPLAINT = "complaint", "Khiếu nại"
    DENUNCIATION = "denunciation", "Tố cáo"
    QUESTION = "question", "Hỏi về một thủ tục"

    @property
    def slug(self) -> str:
        return SLUGS[self]

    def get_absolute_url(self) -> str:
        return reverse("procedures:guide_entry", args=[self.slug])


SLUGS = {
    RequestType.EMERGENCY: "nguy-hiem",
    RequestType.INCIDENT: "den-hong-rac-o-ga",
    RequestType.FEEDBACK: "phan-anh-kien-nghi",
    RequestType.COMPLAINT: "khieu-nai",
    RequestType.DENUNCIATION: "to-cao",
    RequestType.QUESTION: "hoi-ve-thu-tuc",
}
STATEMENTS = ("purpose", "contents", "time_limits")  # each has a field `<name>_source` and a field `<name>_url`
_LETTER_ITEM = re.compile(r"\s*([^|]*[^|\s])\s*(?:\|\s*([1-9]|1[0-9]|20)\s*)?")


class LetterItem(NamedTuple):
    """An item of a letter form, with blank lines to write on. `lines` is a range, as templates loop over it."""

    label: str
    lines: range


def validate_letter_items(text: str) -> None:
    """Raise ValidationError unless each line of `text` is a label, or "label | number of blank lines"."""
    for line in text.splitlines():
        if line.strip() and not _LETTER_ITEM.fullmatch(line):
            raise ValidationError(
                f"Dòng “{line.strip()[:60]}” phải có dạng: Tên mục, hoặc: Tên mục | số dòng trống, từ 1 đến 20.",
                code="letter_item",
            )


class GuideEntryQuerySet(models.QuerySet["GuideEntry"]):
    def by_request_type(self) -> "list[tuple[RequestType, GuideEntry | None]]":
        """Return each request type with its entry, in the order of the guide."""
        entries = {entry.request_type: entry for entry in self}
        return [(request_type, entries.get(request_type)) for request_type in RequestType]

    def needs_review(self) -> Self:
        """Return entries that were never compared with the law in force, or have an open review note."""
        return self.filter(Q(reviewed_on__isnull=True) | ~Q(review_note="")).order_by("pk")


class GuideEntry(models.Model):
    """The guide's text for one request type. Each statement about the law has its source; staff edit both."""

    request_type = models.CharField("loại việc", max_length=20, choices=RequestType, unique=True)
    choice = CleanCharField("câu để người dân chọn", max_length=200, help_text="Lời của người dân: “Tôi …”.")
    example = CleanCharField("ví dụ", max_length=300, blank=True)
    purpose = CleanTextField("dùng để làm gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    purpose_source = CleanCharField("nguồn của câu trên", max_length=300, blank=True)
    purpose_url = OfficialURLField("liên kết nguồn", blank=True)
    contents = CleanTextField("cần nêu những gì", max_length=600, blank=True, help_text="Tối đa hai câu.")
    contents_source = CleanCharField("nguồn của câu trên", max_length=300, blank=True)
    contents_url = OfficialURLField("liên kết nguồn", blank=True)
    time_limits = CleanTextField(
        "thời hạn", max_length=600, blank=True, help_text="Gửi trong bao lâu, trả lời khi nào."
    )
    time_limits_source = CleanCharField("nguồn của câu trên", max_length=300, blank=True)
    time_limits_url = OfficialURLField("liên kết nguồn", blank=True)
    in_writing_only = models.BooleanField(
        "chỉ nhận bằng đơn hoặc trực tiếp",
        default=False,
        help_text="Khi đánh dấu, điện thoại, thư điện tử và trang web được ghi là để hỏi thêm trước khi gửi.",
    )
    letter_title = CleanCharField(
        "tên mẫu đơn", max_length=100, blank=True, help_text="Ví dụ: Đơn khiếu nại. Để trống nếu không có mẫu đơn."
    )
    letter_items = CleanTextField(
        "các mục của mẫu đơn",
        max_length=1500,
        blank=True,
        validators=[validate_letter_items],
        help_text="Mỗi mục một dòng. Cần nhiều dòng trống để viết thì ghi thêm số dòng: Nội dung khiếu nại | 8",
    )
    letter_source = CleanCharField(
        "nguồn của mẫu đơn", max_length=300, blank=True, help_text="Số và tên văn bản, nếu mẫu do pháp luật quy định."
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
                condition=is_blank_or_https_url("purpose_url")
                & is_blank_or_https_url("contents_url")
                & is_blank_or_https_url("time_limits_url"),
                name="guide_entry_urls_valid",
                violation_error_message="Liên kết nguồn phải bắt đầu bằng https://.",
            ),
            models.CheckConstraint(
                condition=(Q(purpose="") | ~Q(purpose_source=""))
                & (Q(contents="") | ~Q(contents_source=""))
                & (Q(time_limits="") | ~Q(time_limits_source="")),
                name="guide_entry_sources_required",
            ),
            models.CheckConstraint(
                condition=Q(letter_title="", letter_items="") | ~Q(letter_title="") & ~Q(letter_items=""),
                name="guide_entry_letter_complete",
                violation_error_message="Mẫu đơn phải có cả tên và các mục.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_request_type_display()

    def get_absolute_url(self) -> str:
        return RequestType(self.request_type).get_absolute_url()

    def clean(self) -> None:
        errors = {}
        for name in STATEMENTS:
            if getattr(self, name).strip() and not getattr(self, f"{name}_source").strip():
                errors[f"{name}_source"] = "Hãy ghi câu này lấy từ đâu: điều, khoản, số và tên văn bản."
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            errors["reviewed_on"] = "Ngày đối chiếu không thể ở sau hôm nay."
        if errors:
            raise ValidationError(errors)

    @property
    def letter(self) -> list[LetterItem]:
        """Return the items of the letter form, each with at least one blank line; empty if there is no form."""
        matches = map(_LETTER_ITEM.fullmatch, self.letter_items.splitlines())
        return [LetterItem(match[1], range(int(match[2] or 1))) for match in matches if match]
