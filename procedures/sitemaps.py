from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from procedures.models import Kind, Procedure


class GuideSitemap(Sitemap):
    """The guide with its answers, and the catalogue's first page."""

    def items(self) -> list[str]:
        return [reverse("procedures:guide"), *(kind.address for kind in Kind), reverse("procedures:catalogue")]

    def location(self, address: str) -> str:
        return address


class ProcedureSitemap(Sitemap):
    def items(self) -> QuerySet[Procedure]:
        return Procedure.objects.for_lists().filter(is_sample=False)


sitemaps = {"guide": GuideSitemap, "procedures": ProcedureSitemap}
