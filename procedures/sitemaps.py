from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from procedures.models import Procedure, RequestType


class GuideSitemap(Sitemap):
    """The index, the guide with its entries, and the first page of the catalogue."""

    def items(self) -> list[str]:
        entries = [request_type.get_absolute_url() for request_type in RequestType]
        index, guide, catalogue = (reverse(f"procedures:{name}") for name in ("index", "guide", "catalogue"))
        return [index, guide, *entries, catalogue]

    def location(self, path: str) -> str:
        return path


class ProcedureSitemap(Sitemap):
    def items(self) -> QuerySet[Procedure]:
        return Procedure.objects.for_lists().filter(is_sample=False)


sitemaps = {"guide": GuideSitemap, "procedures": ProcedureSitemap}
