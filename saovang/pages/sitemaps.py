from django.contrib.sitemaps import Sitemap

from saovang.pages.models import Page


class FlatPageSitemap(Sitemap):
    def items(self):
        return Page.objects.all()

    def lastmod(self, page):
        return page.changed_at


sitemaps = {"flat_pages": FlatPageSitemap}
