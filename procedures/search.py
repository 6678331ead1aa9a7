"""Full-text search in procedures."""

from django.db.models import QuerySet

from procedures.models import Procedure
from saovang.search.sources import Document, SearchSource


class ProcedureSource(SearchSource):
    model = Procedure
    number = 2
    slug = "thu-tuc-hanh-chinh"
    label = "Thủ tục hành chính"

    def public_queryset(self) -> QuerySet:
        return Procedure.objects.all()

    def document(self, obj: Procedure) -> Document:
        body = [
            obj.code,
            obj.applicants,
            obj.required_documents,
            obj.processing_time,
            obj.fee,
            obj.result,
        ]
        return Document(obj.name, f"Lĩnh vực: {obj.sector}.", " ".join(filter(None, body)))
