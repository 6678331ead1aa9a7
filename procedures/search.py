"""Full-text search in procedures."""

from django.db.models import QuerySet

from procedures.models import Procedure
from saovang.search.sources import Source, Texts


class ProcedureSource(Source):
    model = Procedure
    number = 2
    slug = "thu-tuc-hanh-chinh"
    label = "Thủ tục hành chính"

    def public(self) -> QuerySet:
        return Procedure.objects.all()

    def texts(self, procedure: Procedure) -> Texts:
        body = [
            procedure.code,
            procedure.applicants,
            procedure.required_documents,
            procedure.processing_time,
            procedure.fee,
            procedure.result,
        ]
        return Texts(procedure.name, f"Lĩnh vực: {procedure.sector}.", " ".join(filter(None, body)))
