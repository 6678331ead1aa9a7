"""Pages of long lists, at a cost that grows neither with the page's depth nor with the list's length."""

from collections.abc import Sequence

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property

from saovang.content import content
from saovang.page_cache import page_number


class KeysFirstPaginator(Paginator):
    """Pages of a queryset: first the keys, from the index alone, then the rows of the page and no others.

    `name` says which list it is: its length decides on page numbers only and is asked for once a generation
    of content.
    """

    def __init__(self, rows: QuerySet, per_page: int, name: str) -> None:
        super().__init__(rows, per_page)
        self.name = name

    @cached_property
    def count(self) -> int:
        return content.kept(f"length of {self.name}", self.object_list.count)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[start : start + self.per_page])
        rows = self.object_list.in_bulk(keys)
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


def page_of(request, rows: QuerySet | Sequence, per_page: int, name: str = "") -> Page:
    """The page of `rows` that the address asks for; an address of no page is a 404. A queryset needs a `name`."""
    paginator = KeysFirstPaginator(rows, per_page, name) if isinstance(rows, QuerySet) else Paginator(rows, per_page)
    try:
        return paginator.page(page_number(request))
    except InvalidPage as error:
        raise Http404 from error
