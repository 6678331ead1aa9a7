"""Full-text search in flat pages."""

from django.db.models import QuerySet

from saovang.core.text import plain_text
from saovang.pages.models import Page
from saovang.search.sources import Source, Texts


class PageSource(Source):
    model = Page
    number = 3
    slug = "trang"
    label = "Trang giới thiệu"

    def public(self) -> QuerySet:
        return Page.objects.all()

    def texts(self, page: Page) -> Texts:
        return Texts(page.title, body=plain_text(page.body))
