from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from saovang.pages.models import Page


class FlatPageSitemap(Sitemap):
    def items(self) -> QuerySet[Page]:
        return Page.objects.all()

    def lastmod(self, page: Page) -> datetime:
        return page.changed_at


sitemaps = {"flat_pages": FlatPageSitemap}
