"""Pages of long lists, at a cost that grows neither with the page's depth nor with the list's length."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property

from saovang.content import content
from saovang.page_cache import page_number


class KeysFirstPaginator(Paginator):
    """Pages of the list that `listed` says: first the keys, from an index alone, then those rows and no others.

    `rows` fetches them, by key alone: asked for with the conditions of `listed` once more, SQLite would walk
    through the index of all that meets them. `name` says which list it is: its length decides on page numbers
    only and is asked for once a generation of content.
    """

    def __init__(self, listed: QuerySet, rows: QuerySet, per_page: int, name: str) -> None:
        super().__init__(listed, per_page)
        self.listed = listed
        self.rows = rows
        self.name = name

    @cached_property
    def count(self) -> int:
        return content.kept(f"length of {self.name}", self.listed.count)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.listed.values_list("pk", flat=True)[start : start + self.per_page])
        rows = self.rows.in_bulk(keys)
        return Page([rows[key] for key in keys if key in rows], number, self)


def page_of(request: HttpRequest, paginator: Paginator) -> Page:
    """The page that the address asks for; an address of no page is a 404."""
    try:
        return paginator.page(page_number(request))
    except InvalidPage as error:
        raise Http404 from error
