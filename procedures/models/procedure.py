from itertools import groupby
from math import inf
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from procedures.fields import HTTP_SCHEMES, HttpURLField, is_blank_or_http_url, validate_http_url, validate_plain_text
from saovang.core.fields import CleanCharField, CleanTextField
from saovang.core.text import fold, slugify, words
from saovang.media.files import Document


class FormLink(NamedTuple):
    """A form to download. `description` is type and size of a file of this portal, empty for other sites."""

    name: str
    url: str
    description: str = ""


class Sector(NamedTuple):
    """A sector of the catalogue with its procedures. `slug` is the anchor on the page."""

    name: str
    slug: str
    procedures: "list[Procedure]"


validate_code = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.\-]*\Z", "Mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối."
)


def validate_external_forms(text: str) -> None:
    """Raise ValidationError unless each line of `text` is "name | URL"."""
    for line in text.splitlines():
        name, _, url = (part.strip() for part in line.partition("|"))
        try:
            validate_http_url(url)
        except ValidationError:
            name = ""
        if line.strip() and not name:
            raise ValidationError(
                f"Dòng “{line.strip()[:60]}” phải có dạng: Tên biểu mẫu | https://địa-chỉ-của-tệp.", code="form"
            )


class ProcedureQuerySet(models.QuerySet["Procedure"]):
    def for_lists(self) -> Self:
        """Load only the fields that a list of procedures shows."""
        return self.only("code", "name", "sector", "processing_time", "fee", "is_sample")

    def search(self, query: str) -> Self:
        """Return procedures that contain every word of `query`, ignoring accents; matches in the name first."""
        query_words = words(query)
        if not query_words:
            return self.none()
        in_text, in_name = Q(), Q()
        for word in query_words:
            in_text &= Q(folded_text__contains=f" {word} ")
            in_name &= Q(folded_name__contains=f" {word} ")
        rank = Case(When(in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filter(in_text).order_by(rank, "folded_name", "pk")

    def by_sector(self) -> list[Sector]:
        """Group by sector, sectors and names in alphabetical order without accents. "Hộ tịch" equals "HỘ TỊCH"."""
        procedures: list[Procedure] = list(self)
        procedures.sort(key=lambda procedure: (slugify(procedure.sector), fold(procedure.name)))
        groups = groupby(procedures, key=lambda procedure: slugify(procedure.sector))
        rows_by_slug = [(slug, list(group)) for slug, group in groups]
        return [Sector(rows[0].sector, slug, rows) for slug, rows in rows_by_slug]


class Procedure(models.Model):
    """An administrative procedure that the commune handles."""

    code = CleanCharField(
        "mã thủ tục",
        max_length=40,
        unique=True,
        validators=[validate_code],
        help_text="Mã trên Cổng Dịch vụ công quốc gia, ví dụ: 1.001193. Cũng là địa chỉ của trang.",
    )
    name = CleanCharField("tên thủ tục", max_length=400, validators=[validate_plain_text])
    sector = CleanCharField("lĩnh vực", max_length=120, validators=[validate_plain_text], help_text="Ví dụ: Hộ tịch.")
    applicants = CleanTextField(
        "ai làm được thủ tục này", max_length=1000, blank=True, validators=[validate_plain_text]
    )
    required_documents = CleanTextField(
        "giấy tờ cần mang", max_length=5000, blank=True, validators=[validate_plain_text], help_text="Mỗi thứ một dòng."
    )
    processing_time = CleanCharField(
        "thời hạn giải quyết", max_length=500, blank=True, validators=[validate_plain_text]
    )
    fee = CleanCharField("phí, lệ phí", max_length=500, blank=True, validators=[validate_plain_text])
    result = CleanCharField("kết quả", max_length=500, blank=True, validators=[validate_plain_text])
    external_forms = CleanTextField(
        "biểu mẫu ở trang khác",
        max_length=3000,
        blank=True,
        validators=[validate_plain_text, validate_external_forms],
        help_text="Mỗi biểu mẫu một dòng: Tên biểu mẫu | https://địa-chỉ-của-tệp.",
    )
    legal_basis = CleanTextField(
        "căn cứ pháp lý",
        max_length=3000,
        blank=True,
        validators=[validate_plain_text],
        help_text="Mỗi văn bản một dòng.",
    )
    portal_url = HttpURLField("liên kết Cổng Dịch vụ công quốc gia", blank=True)
    checked_on = models.DateField("kiểm tra lần cuối", null=True, blank=True)
    is_sample = models.BooleanField(
        "dữ liệu mẫu", default=False, help_text="Trang sẽ nói rõ đây là mẫu, không dùng làm căn cứ."
    )
    # For search: words without accents, each between spaces.
    folded_name = models.TextField(editable=False)
    folded_text = models.TextField(editable=False)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "pk"]
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        constraints = [
            models.CheckConstraint(condition=is_blank_or_http_url("portal_url"), name="procedure_portal_url_valid")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_folded_text()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("procedures:procedure", args=[self.code])

    def clean(self) -> None:
        errors = {
            field.name: f"Dài quá {field.max_length} ký tự."  # a TextField checks its length in forms only
            for field in self._meta.concrete_fields
            if isinstance(field, models.TextField) and len(getattr(self, field.name)) > (field.max_length or inf)
        }
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày kiểm tra không thể ở sau hôm nay."
        if errors:
            raise ValidationError(errors)

    def set_folded_text(self) -> None:
        """Set the search fields. `save()` calls this; callers of `bulk_create()` must."""
        self.folded_name = f" {' '.join(words(self.name))} "
        text = " ".join([self.name, self.sector, self.code, self.applicants, self.required_documents, self.result])
        self.folded_text = f" {' '.join(words(text))} "

    @property
    def documents(self) -> list[str]:
        """Return the required documents, one a line."""
        return [line.strip() for line in self.required_documents.splitlines() if line.strip()]

    def checklist(self, url: str) -> str:
        """Return what to bring as plain text, to be sent in a message. `url` is the absolute URL of the procedure."""
        details = [("Thời hạn giải quyết", self.processing_time), ("Phí, lệ phí", self.fee)]
        return "\n".join(
            [
                f"{self.name}: giấy tờ cần mang",
                *(f"☐ {document}" for document in self.documents),
                *(f"{label}: {text}" for label, text in details if text),
                *(["(Dữ liệu mẫu, không dùng làm căn cứ.)"] if self.is_sample else []),
                url,
            ]
        )

    @property
    def forms(self) -> list[FormLink]:
        """Return the uploaded forms, then the valid lines of `external_forms`."""
        files = [
            FormLink(file.title, file.get_absolute_url(), f"{file.file_type.upper()}, {filesizeformat(file.size)}")
            for file in self.form_files.all()
        ]
        lines = [[part.strip() for part in line.partition("|")] for line in self.external_forms.splitlines()]
        return files + [FormLink(name, url) for name, _, url in lines if name and url.startswith(HTTP_SCHEMES)]


class FormFile(Document):
    """A form uploaded by staff. An import of a sheet does not change it."""

    FILE_TYPES = ("docx", "pdf", "xlsx", "odt")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="form_files", verbose_name="thủ tục")

    class Meta(Document.Meta):
        verbose_name = "tệp biểu mẫu"
        verbose_name_plural = "tệp biểu mẫu"

    def get_absolute_url(self) -> str:
        return reverse("procedures:form_file", args=[self.pk, self.filename])
