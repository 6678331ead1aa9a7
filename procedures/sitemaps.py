from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from procedures.models import LifeEvent, Procedure, RequestType


class GuideSitemap(Sitemap):
    """The feedback addresses, the guide with its entries, the life events, and the catalogue."""

    def items(self) -> list[str]:
        feedback, guide, index, catalogue = (
            reverse(f"procedures:{name}") for name in ("feedback", "guide", "index", "catalogue")
        )
        entries = [request_type.get_absolute_url() for request_type in RequestType]
        life_events = [life_event.get_absolute_url() for life_event in LifeEvent.objects.all()]
        return [feedback, guide, *entries, index, *life_events, catalogue]

    def location(self, path: str) -> str:
        return path


class ProcedureSitemap(Sitemap):
    def items(self) -> QuerySet[Procedure]:
        return Procedure.objects.for_lists().filter(is_sample=False)


sitemaps = {"guide": GuideSitemap, "procedures": ProcedureSitemap}
