"""Bodies and people of the commune in the search of the portal."""

from django.db.models import QuerySet

from saovang.directory.models import Body, Person
from saovang.search.sources import Document, SearchSource


class BodySource(SearchSource):
    model = Body
    number = 10
    slug = "co-quan"
    label = "Cơ quan, đơn vị của xã"
    answer_template = "directory/search_body.html"

    def public_queryset(self) -> QuerySet:
        return Body.objects.all()

    def document(self, obj: Body) -> Document:
        contact = [
            f"Địa chỉ: {obj.address}" if obj.address else "",
            f"Điện thoại: {obj.telephone}" if obj.telephone else "",
            f"Thư điện tử: {obj.email}" if obj.email else "",
            obj.group.label,
        ]
        return Document(obj.name, obj.duties, " · ".join(filter(None, contact)))


class PersonSource(SearchSource):
    model = Person
    number = 11
    slug = "danh-ba"
    label = "Danh bạ của xã"
    answer_template = "directory/search_person.html"

    def public_queryset(self) -> QuerySet:
        return Person.objects.select_related("body")

    def document(self, obj: Person) -> Document:
        contact = [
            obj.biography,
            f"Điện thoại: {obj.telephone}" if obj.telephone else "",
            f"Thư điện tử: {obj.email}" if obj.email else "",
        ]
        return Document(str(obj), obj.duty, " · ".join(filter(None, contact)), subtitle=obj.body.name)
