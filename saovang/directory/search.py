"""Bodies of the commune, each with its people, in the search of the portal."""

from django.db.models import QuerySet

from saovang.directory.models import Body, Contact, Person
from saovang.search.sources import Document, SearchSource


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
            texts += [str(person), person.duty, *_contact(person)]
        return Document(obj.name, obj.duties, " · ".join(filter(None, [*texts, obj.group.label])))


def _contact(contact: Contact) -> list[str]:
    return [
        f"Số điện thoại: {contact.telephone}" if contact.telephone else "",
        f"Thư điện tử (email): {contact.email}" if contact.email else "",
    ]
