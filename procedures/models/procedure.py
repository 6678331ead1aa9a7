from math import inf
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from procedures.fields import WEB, WebAddressField, is_web_address, plain, web_address
from procedures.querysets import ProcedureQuerySet
from saovang.core.text import words
from saovang.media.files import Document


class Form(NamedTuple):
    """A form to download. `about` says kind and size of one that the portal itself keeps."""

    name: str
    url: str
    about: str = ""


def form_lines(text: str) -> None:
    """Each line of `text` is "name | address of the web"."""
    for line in text.splitlines():
        name, _, url = (part.strip() for part in line.partition("|"))
        try:
            web_address(url)
        except ValidationError:
            name = ""
        if line.strip() and not name:
            raise ValidationError(
                f"Dòng “{line.strip()[:60]}” phải có dạng: Tên biểu mẫu | https://địa-chỉ-của-tệp.", code="form"
            )


code = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9.\-]*\Z", "Mã chỉ gồm chữ không dấu, chữ số, dấu chấm, gạch nối.")


class Procedure(models.Model):
    """An administrative procedure that the commune handles."""

    code = models.CharField(
        "mã thủ tục",
        max_length=40,
        unique=True,
        validators=[code],
        help_text="Mã trên Cổng Dịch vụ công quốc gia, ví dụ: 1.001193. Cũng là địa chỉ của trang.",
    )
    name = models.CharField("tên thủ tục", max_length=400, validators=[plain])
    field = models.CharField("lĩnh vực", max_length=120, validators=[plain], help_text="Ví dụ: Hộ tịch.")
    who = models.TextField("ai được yêu cầu", max_length=1000, blank=True, validators=[plain])
    bring = models.TextField(
        "giấy tờ cần mang", max_length=5000, blank=True, validators=[plain], help_text="Mỗi thứ một dòng."
    )
    duration = models.CharField("thời hạn giải quyết", max_length=500, blank=True, validators=[plain])
    fee = models.CharField("phí, lệ phí", max_length=500, blank=True, validators=[plain])
    result = models.CharField("kết quả", max_length=500, blank=True, validators=[plain])
    forms_text = models.TextField(
        "biểu mẫu ở trang khác",
        max_length=3000,
        blank=True,
        validators=[plain, form_lines],
        help_text="Mỗi biểu mẫu một dòng: Tên biểu mẫu | https://địa-chỉ-của-tệp.",
    )
    legal_basis = models.TextField(
        "căn cứ pháp lý", max_length=3000, blank=True, validators=[plain], help_text="Mỗi văn bản một dòng."
    )
    portal_url = WebAddressField("liên kết Cổng Dịch vụ công quốc gia", blank=True)
    checked_on = models.DateField("kiểm tra lần cuối", null=True, blank=True)
    is_sample = models.BooleanField(
        "dữ liệu mẫu", default=False, help_text="Trang sẽ nói rõ đây là mẫu, không dùng làm căn cứ."
    )
    # For search: the folded words, each between spaces.
    folded_name = models.TextField(editable=False)
    folded_text = models.TextField(editable=False)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["folded_name", "pk"]
        verbose_name = "thủ tục"
        verbose_name_plural = "thủ tục"
        constraints = [
            models.CheckConstraint(condition=is_web_address("portal_url"), name="procedure_links_to_the_web")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("procedures:procedure", args=[self.code])

    def clean(self) -> None:
        errors = {
            field.name: f"Dài quá {field.max_length} ký tự."  # which a form looks at, and nothing else
            for field in self._meta.concrete_fields
            if isinstance(field, models.TextField) and len(getattr(self, field.name)) > (field.max_length or inf)
        }
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày kiểm tra không thể ở sau hôm nay."
        if errors:
            raise ValidationError(errors)

    def fold(self) -> None:
        """Fill in what search reads; `save()` does it, `bulk_create()` needs it done before."""
        self.folded_name = f" {' '.join(words(self.name))} "
        text = " ".join([self.name, self.field, self.code, self.who, self.bring, self.result])
        self.folded_text = f" {' '.join(words(text))} "

    @property
    def forms(self) -> list[Form]:
        """The files that staff put up, then those of the lines that `form_lines` would take."""
        files = [
            Form(file.title, file.file.url, f"{file.kind.upper()}, {filesizeformat(file.size)}")
            for file in self.form_files.all()
        ]
        lines = [[part.strip() for part in line.partition("|")] for line in self.forms_text.splitlines()]
        return files + [Form(name, url) for name, _, url in lines if name and url.startswith(WEB)]


class FormFile(Document):
    """A form that the portal itself keeps. It stays with its procedure, whatever a sheet says of that."""

    KINDS = ("docx", "pdf", "xlsx", "odt")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="form_files", verbose_name="thủ tục")

    class Meta(Document.Meta):
        verbose_name = "tệp biểu mẫu"
        verbose_name_plural = "tệp biểu mẫu"
