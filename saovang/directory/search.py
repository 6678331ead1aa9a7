"""Bodies of the commune, each with its people, and the way to the office in the search of the portal."""

from django.db.models import QuerySet

from saovang.directory.models import Body, Contact, Directions, Person
from saovang.search.sources import Document, Filter, SearchSource


class BodySource(SearchSource):
    model = Body
    number = 10
    slug = "danh-ba"
    label = "Danh bạ của xã"
    related = {Person: "body_id"}
    answer_template = "directory/search_body.html"

    def public_queryset(self) -> QuerySet:
        return Body.objects.with_people()

    def document(self, obj: Body) -> Document:
        texts = [obj.address, *_contact(obj)]
        for person in obj.people.all():
            texts += [str(person), person.duty, *_contact(person), person.biography]
        return Document(
            obj.name,
            obj.duties,
            " · ".join(filter(None, [*texts, obj.group.label])),
            checked=f"Gọi thử ngày {obj.checked_on:%d/%m/%Y}" if obj.checked_on else "",
        )


class DirectionsSource(SearchSource):
    model = Directions
    number = 11
    slug = "duong-den"
    label = "Đường đến trụ sở"

    def public_queryset(self) -> QuerySet:
        return Directions.objects.all()

    def document(self, obj: Directions) -> Document:
        return Document(str(obj), obj.description, " · ".join(filter(None, [obj.address, obj.alt_text])))

    def filters(self) -> list[Filter]:
        """Return none: there is one row at most."""
        return []


def _contact(contact: Contact) -> list[str]:
    return [
        f"Số điện thoại: {contact.telephone}" if contact.telephone else "",
        f"Thư điện tử (email): {contact.email}" if contact.email else "",
    ]
