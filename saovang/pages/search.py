"""Full-text search in flat pages."""

from django.db.models import QuerySet

from saovang.core.text import plain_text
from saovang.pages.models import Page
from saovang.search.sources import Document, SearchSource


class PageSource(SearchSource):
    model = Page
    number = 3
    slug = "trang"
    label = "Trang giới thiệu"

    def public_queryset(self) -> QuerySet:
        return Page.objects.all()

    def document(self, obj: Page) -> Document:
        return Document(obj.title, body=plain_text(obj.body))
