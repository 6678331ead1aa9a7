"""Pagination of long lists whose cost does not grow with the page number or the length of the list."""

import re
from collections.abc import Callable

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property


class DeferredJoinPaginator(Paginator):
    """Read the primary keys of a page from an index first, then only those rows.

    `rows` is filtered by primary key alone: with the conditions of `queryset` repeated, SQLite would scan the index
    of all matching rows. `count` returns the length of `queryset`; the caller may cache it.
    """

    def __init__(self, queryset: QuerySet, rows: QuerySet, per_page: int, count: Callable[[], int]) -> None:
        super().__init__(queryset, per_page)
        self.queryset = queryset
        self.rows = rows
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count()

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        keys = list(self.queryset.values_list("pk", flat=True)[start : start + self.per_page])
        rows = self.rows.in_bulk(keys)
        return Page([rows[key] for key in keys if key in rows], number, self)


def get_page_number(request: HttpRequest, parameter: str = "page") -> int:
    """Return the page number in the query string, 1 if there is none.

    Marks the request as paginated, so that the page cache stores one page a number. Raises Http404 if the value is not
    a plain positive number: each page has one URL.
    """
    request.is_paginated = True  # type: ignore[attr-defined]
    number = request.GET.get(parameter, "1")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", number):
        raise Http404
    return int(number)


def get_page_or_404(request: HttpRequest, paginator: Paginator) -> Page:
    """Return the requested page. Raises Http404 if there is no such page."""
    try:
        return paginator.page(get_page_number(request))
    except InvalidPage as error:
        raise Http404 from error
