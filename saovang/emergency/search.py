"""The emergency that is on, in the search of the portal."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from saovang.emergency.models import Activation, Emergency, Shelter, Update
from saovang.search.sources import Document, Filter, SearchSource


class EmergencySource(SearchSource):
    model = Emergency
    number = 12
    slug = "khan-cap"
    label = "Khẩn cấp"
    related = {Activation: "emergency_id", Shelter: "emergency_id", Update: "emergency_id"}

    def public_queryset(self) -> QuerySet:
        return Emergency.objects.switched_on()

    def document(self, obj: Emergency) -> Document:
        shelters = [f"Nơi sơ tán {shelter} {shelter.telephone}" for shelter in obj.shelters.all()]
        texts = [*obj.instruction_list, *shelters, *(update.text for update in obj.latest_updates)]
        return Document(
            obj.title,
            body=" · ".join(texts),
            url=reverse("news:home"),
            checked=f"Từ {localtime(obj.since):%H:%M ngày %d/%m/%Y}",
        )

    def filters(self) -> list[Filter]:
        """Return none: there is one at most."""
        return []
