"""Bodies of the commune, the people in them, and the way to the office."""

from typing import Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from saovang.core.fields import CleanCharField, CleanEmailField, CleanSlugField, CleanTextField
from saovang.core.validators import validate_telephone
from saovang.media import responsive
from saovang.pagecache.version import content_version
from saovang.redirects.models import RedirectOnUrlChange


def new_picture_path(instance: "Picture", filename: str) -> str:
    """Return a unique path: browsers cache pictures for a year."""
    return f"anh/{timezone.localdate():%Y/%m}/{uuid4().hex}.jpg"


class Picture(models.Model):
    """Abstract model with an uploaded picture, which forms store (saovang/directory/forms.py)."""

    picture = models.ImageField(
        "ảnh",
        upload_to=new_picture_path,
        width_field="width",
        height_field="height",
        max_length=200,
        blank=True,
        db_index=True,
    )
    width = models.PositiveIntegerField("rộng", null=True, editable=False)
    height = models.PositiveIntegerField("cao", null=True, editable=False)

    max_shown_width: int  # in CSS pixels

    class Meta:
        abstract = True

    @property
    def shown_size(self) -> tuple[int, int]:
        """Return width and height for the HTML attributes, which also fit a window without our stylesheet."""
        width, height = self.width or 1, self.height or 1
        shown = min(width, self.max_shown_width)
        return shown, round(height * shown / width)

    @property
    def srcset(self) -> str:
        return responsive.srcset(self.picture.name or "", self.width or 0)


class Contact(models.Model):
    """Abstract model of whom residents call or write to."""

    telephone = CleanCharField(
        "điện thoại cơ quan",
        max_length=20,
        blank=True,
        validators=[validate_telephone],
        help_text="Chỉ ghi số máy của cơ quan hoặc số được công bố cho công việc, không ghi số riêng.",
    )
    email = CleanEmailField(
        "thư điện tử công vụ", blank=True, help_text="Chỉ ghi hộp thư dùng cho công việc, không ghi hộp thư riêng."
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0, help_text="Số nhỏ đứng trước.")
    checked_on = models.DateField(
        "gọi thử lần cuối", null=True, blank=True, help_text="Ngày gần nhất đã gọi thử và thấy còn đúng."
    )
    checked_by = CleanCharField("người gọi thử", max_length=150, blank=True, help_text="Chỉ hiện trong bàn biên tập.")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True) | ~(Q(telephone="") | Q(checked_by="")),
                name="%(app_label)s_%(class)s_check_complete",
                violation_error_message="Đã ghi ngày gọi thử thì phải có số điện thoại và người gọi thử.",
            )
        ]

    def clean(self) -> None:
        errors = {}
        if self.checked_on and self.checked_on > timezone.localdate():
            errors["checked_on"] = "Ngày gọi thử không thể ở sau hôm nay."
        if self.checked_on and not self.telephone:
            errors["telephone"] = "Đã ghi ngày gọi thử thì phải có số điện thoại. Không còn số thì xóa ngày gọi thử."
        if self.checked_on and not self.checked_by:
            errors["checked_by"] = "Hãy ghi ai đã gọi thử."
        if errors:
            raise ValidationError(errors)


class BodyQuerySet(models.QuerySet["Body"]):
    def with_people(self) -> Self:
        return self.prefetch_related("people")

    def by_group(self) -> "dict[Body.Group, list[Body]]":
        """Return the bodies of each group that has any, in the order of the groups."""
        groups: dict[Body.Group, list[Body]] = {group: [] for group in Body.Group}
        for body in self:
            groups[body.group].append(body)
        return {group: bodies for group, bodies in groups.items() if bodies}


class Body(RedirectOnUrlChange, Contact):
    """A body of the commune: of its political system, a service such as the police, or a quarter."""

    class Group(models.TextChoices):
        """Parts of the page. The value is the anchor of a part."""

        GOVERNMENT = "to-chuc-bo-may", "Tổ chức bộ máy"
        SERVICES = "noi-phuc-vu", "Nơi phục vụ người dân"
        QUARTERS = "khu-pho", "Khu phố, thôn"

    class Kind(models.TextChoices):
        PARTY = "party", "Đảng ủy"
        COUNCIL = "council", "Hội đồng nhân dân"
        COMMITTEE = "committee", "Ủy ban nhân dân"
        FRONT = "front", "Mặt trận Tổ quốc, đoàn thể"
        DEPARTMENT = "department", "Phòng, ban chuyên môn"
        SERVICE_CENTER = "service_center", "Trung tâm Phục vụ hành chính công"
        POLICE = "police", "Công an"
        MILITARY = "military", "Ban chỉ huy quân sự"
        HEALTH = "health", "Trạm y tế"
        OTHER = "other", "Đơn vị khác"
        QUARTER = "quarter", "Khu phố, thôn"

    place_fields = ("name", "address")  # that may name an abolished unit

    name = CleanCharField("tên", max_length=200, unique=True, help_text="Ví dụ: Ủy ban nhân dân xã Sao Vàng.")
    slug = CleanSlugField("địa chỉ", max_length=120, unique=True, help_text="Phần cuối của địa chỉ trang.")
    kind = models.CharField("loại", max_length=20, choices=Kind)
    duties = CleanTextField(
        "nhiệm vụ", blank=True, max_length=2000, help_text="Làm những việc gì, người dân đến đây khi nào."
    )
    address = CleanCharField("địa chỉ", max_length=300, blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        constraints = [
            *Contact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "party",
                        "council",
                        "committee",
                        "front",
                        "department",
                        "service_center",
                        "police",
                        "military",
                        "health",
                        "other",
                        "quarter",
                    ]
                ),
                name="directory_body_kind_valid",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("directory:body", args=[self.slug])

    @property
    def group(self) -> Group:
        if self.kind == self.Kind.QUARTER:
            return self.Group.QUARTERS
        government = {"party", "council", "committee", "front", "department"}
        return self.Group.GOVERNMENT if self.kind in government else self.Group.SERVICES

    @property
    def vcard_url(self) -> str:
        """Return the URL of the vCard, or "" if there is nothing to save in it."""
        has_content = self.telephone or self.email or self.address
        return reverse("directory:body_vcard", args=[self.slug]) if has_content else ""


class Person(Picture, Contact):
    """A person with a position in a body. `name` is empty as long as nobody may be named."""

    max_shown_width = 96
    place_fields = ("position", "duty")  # people are born in places of former names

    body = models.ForeignKey(Body, models.PROTECT, related_name="people", verbose_name="cơ quan, đơn vị")
    name = CleanCharField("họ và tên", max_length=100, blank=True, help_text="Để trống nếu chưa công bố.")
    position = CleanCharField("chức vụ", max_length=200, help_text="Ví dụ: Chủ tịch Ủy ban nhân dân xã.")
    duty = CleanCharField("nhiệm vụ được giao", max_length=300, blank=True)
    biography = CleanTextField(
        "tiểu sử tóm tắt",
        blank=True,
        max_length=3000,
        help_text=(
            "Của lãnh đạo (Nghị định 224/2026/NĐ-CP, Điều 9 khoản 1 điểm c). Chỉ ghi điều được phép công bố: "
            "không ghi số căn cước, nơi ở, số điện thoại riêng."
        ),
    )
    created_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "người trong danh bạ"
        verbose_name_plural = "người trong danh bạ"
        permissions = [("erase_person", "Được xóa hẳn một người")]
        constraints = [
            *Contact.Meta.constraints,
            models.UniqueConstraint(
                fields=["body", "name", "position"],
                name="directory_person_unique",
                violation_error_message="Cơ quan này đã có người ấy ở chức vụ ấy.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.position}" if self.name else self.position

    def get_absolute_url(self) -> str:
        return f"{self.body.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"nguoi-{self.pk}"

    @property
    def vcard_url(self) -> str:
        """Return the URL of the vCard, or "" if there is nothing to save in it."""
        has_content = self.telephone or self.email
        return reverse("directory:person_vcard", args=[self.body.slug, self.pk]) if has_content else ""


class Directions(Picture):
    """The way to the office: a map that staff have drawn, and the place for navigation. There is at most one row."""

    max_shown_width = 800
    place_fields = ("address", "description")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    alt_text = CleanCharField(
        "mô tả bản đồ",
        max_length=300,
        blank=True,
        help_text="Nói bản đồ cho thấy gì, cho người không nhìn được ảnh. Có ảnh thì phải có mô tả.",
    )
    description = CleanTextField("đường đi", blank=True, max_length=1000, help_text="Ví dụ: Cạnh chợ Sao Vàng.")
    address = CleanCharField(
        "địa chỉ để tìm trên bản đồ", max_length=300, blank=True, help_text="Để trống thì lấy địa chỉ của xã."
    )
    latitude = models.DecimalField(
        "vĩ độ", max_digits=8, decimal_places=6, null=True, blank=True, help_text="Từ 8 đến 24, ví dụ: 19.904100."
    )
    longitude = models.DecimalField(
        "kinh độ", max_digits=9, decimal_places=6, null=True, blank=True, help_text="Từ 102 đến 118, ví dụ: 105.471200."
    )

    class Meta:
        verbose_name = "đường đến trụ sở"
        verbose_name_plural = "đường đến trụ sở"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="directory_directions_single_row"),
            models.CheckConstraint(
                condition=Q(picture="") | ~Q(alt_text=""),
                name="directory_directions_alt_text_required",
                violation_error_message="Có ảnh bản đồ thì phải có mô tả bản đồ.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(8, 24),
                    longitude__range=(102, 118),
                ),
                name="directory_directions_coordinates_valid",
                violation_error_message=(
                    "Ghi cả vĩ độ (từ 8 đến 24) và kinh độ (từ 102 đến 118), hoặc để trống cả hai. "
                    "Số trước trên bản đồ là vĩ độ."
                ),
            ),
        ]

    def __str__(self) -> str:
        return "Đường đến trụ sở"

    def get_absolute_url(self) -> str:
        return f"{reverse('directory:index')}#duong-den"


def get_person_names() -> list[str]:
    """Return the names of people, loaded once a content version."""
    return content_version.cached("directory_names", lambda: list(Person.objects.values_list("name", flat=True)))


def get_telephones() -> list[str]:
    """Return the telephone numbers of bodies and people, loaded once a content version."""

    def load() -> list[str]:
        return [number for model in (Body, Person) for number in model.objects.values_list("telephone", flat=True)]

    return content_version.cached("directory_telephones", load)
