"""Flat pages and links to public services in the search of the portal."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.timezone import localtime

from saovang.core.text import plain_text
from saovang.pages.models import Page, PageFile, PagePhoto, ServiceLink
from saovang.search.sources import Document, SearchSource


class PageSource(SearchSource):
    model = Page
    number = 3
    slug = "trang"
    label = "Trang giới thiệu"
    related = {PageFile: "page_id", PagePhoto: "page_id"}

    def public_queryset(self) -> QuerySet:
        return Page.objects.prefetch_related("files", "photos")

    def document(self, obj: Page) -> Document:
        photos = [text for photo in obj.shown_photos for text in (photo.caption, photo.effective_alt)]
        files = [file.title for file in obj.files.all()]
        body = " · ".join(filter(None, [plain_text(obj.body), *photos, *files]))
        return Document(obj.title, body=body, checked=f"Sửa ngày {localtime(obj.changed_at):%d/%m/%Y}")

    def files(self, obj: Page) -> Iterable[PageFile]:
        return obj.files.all()


class ServiceLinkSource(SearchSource):
    model = ServiceLink
    number = 7
    slug = "dich-vu-cong"
    label = "Dịch vụ ở trang khác"

    def public_queryset(self) -> QuerySet:
        return ServiceLink.objects.all()

    def document(self, obj: ServiceLink) -> Document:
        return Document(obj.name, obj.description, obj.url, url=obj.url)
