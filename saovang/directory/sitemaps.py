from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from saovang.directory.models import Body


class DirectorySitemap(Sitemap):
    """The contact page, and a page for each body."""

    def items(self) -> list[str]:
        return [reverse("directory:index"), *(body.get_absolute_url() for body in Body.objects.only("slug"))]

    def location(self, path: str) -> str:
        return path


sitemaps = {"directory": DirectorySitemap}
