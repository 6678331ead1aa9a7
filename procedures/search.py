"""Procedures, life events, the guide, feedback addresses and contact details in the search of the portal."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from procedures.models import ContactDetails, FeedbackAddress, FormFile, GuideEntry, LifeEvent, Procedure
from procedures.models.guide_entry import STATEMENTS
from saovang.search.sources import Document, SearchSource


class ProcedureSource(SearchSource):
    model = Procedure
    number = 2
    slug = "thu-tuc-hanh-chinh"
    label = "Thủ tục hành chính"
    related = {FormFile: "procedure_id"}
    answer_template = "procedures/search_procedure.html"

    def public_queryset(self) -> QuerySet:
        return Procedure.objects.prefetch_related("form_files")

    def document(self, obj: Procedure) -> Document:
        body = [
            obj.code,
            obj.applicants,
            obj.required_documents,
            obj.processing_time,
            obj.fee,
            obj.result,
            obj.legal_basis,
            *(form.name for form in obj.forms),
        ]
        return Document(
            obj.name,
            f"Lĩnh vực: {obj.sector}.",
            " · ".join(filter(None, body)),
            checked=f"Kiểm tra ngày {obj.checked_on:%d/%m/%Y}" if obj.checked_on else "",
        )

    def files(self, obj: Procedure) -> Iterable[FormFile]:
        return obj.form_files.all()


class LifeEventSource(SearchSource):
    model = LifeEvent
    number = 8
    slug = "thu-tuc-theo-viec"
    label = "Thủ tục theo việc"
    answer_template = "procedures/search_life_event.html"

    def public_queryset(self) -> QuerySet:
        return LifeEvent.objects.prefetch_related("items__procedure")

    def document(self, obj: LifeEvent) -> Document:
        return Document(obj.title, obj.description, obj.first_step)


class GuideSource(SearchSource):
    model = GuideEntry
    number = 4
    slug = "huong-dan"
    label = "Hướng dẫn gửi gì, ở đâu"
    answer_template = "procedures/search_guide_entry.html"

    def public_queryset(self) -> QuerySet:
        return GuideEntry.objects.all()

    def document(self, obj: GuideEntry) -> Document:
        texts = [obj.example]
        for name in STATEMENTS:
            texts += [getattr(obj, name), getattr(obj, f"{name}_source")]
        texts += [obj.letter_title, *(item.label for item in obj.letter)]
        return Document(
            obj.get_request_type_display(),
            obj.choice,
            " · ".join(filter(None, texts)),
            checked=f"Rà soát ngày {obj.reviewed_on:%d/%m/%Y}" if obj.reviewed_on else "",
        )


class FeedbackAddressSource(SearchSource):
    model = FeedbackAddress
    number = 5
    slug = "noi-tiep-nhan"
    label = "Nơi nhận phản ánh"
    answer_template = "procedures/search_feedback_address.html"

    def public_queryset(self) -> QuerySet:
        return FeedbackAddress.objects.all()

    def document(self, obj: FeedbackAddress) -> Document:
        channels = [f"{channel.label}: {channel.text}" for channel in obj.contact_channels]
        return Document(
            obj.title,
            f"{obj.agency}. {obj.scope}".strip(". "),
            " · ".join(filter(None, [*channels, obj.hours, obj.addressee, obj.legal_basis])),
            checked=f"Kiểm tra ngày {obj.checked_on:%d/%m/%Y}" if obj.checked_on else "",
        )


class ContactDetailsSource(SearchSource):
    """The contact details, which are at the end of every page."""

    model = ContactDetails
    number = 6
    slug = "lien-he"
    label = "Liên hệ"
    answer_template = "procedures/search_contact.html"

    def public_queryset(self) -> QuerySet:
        return ContactDetails.objects.all()

    def document(self, obj: ContactDetails) -> Document:
        texts = [
            f"Địa chỉ, trụ sở: {obj.address}",
            f"Số điện thoại: {obj.telephone}",
            f"Thư điện tử (email): {obj.email}",
            "Giờ làm việc, giờ mở cửa",
            obj.responsible_person,
        ]
        return Document(
            f"Liên hệ {obj.agency}",
            " · ".join(filter(None, texts)),
            url=reverse("directory:index"),
        )
