"""What the link dialog of the editor and the 404 page find by full text: the public entries of all search sources."""

from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags

from saovang.adminsite.links import PER_SOURCE, LinkTarget
from saovang.core.not_found import Link
from saovang.links.services import is_open
from saovang.search.models import Entry


def find_pages(query: str) -> Iterator[LinkTarget]:
    """Yield the pages that contain every word of `query`; while the last word is being typed, of the words before."""
    for text in (query, query.rpartition(" ")[0]):
        if results := Entry.objects.search(text)[:PER_SOURCE]:
            for result in results:
                yield LinkTarget(unescape(strip_tags(result.title)), result.subtitle, result.url)
            return


def first_results(text: str, limit: int) -> list[Link]:
    """Return the first results of a search that residents can open."""
    results = Entry.objects.search(text)[:limit]
    return [Link(unescape(strip_tags(result.title)), result.url) for result in results if is_open(result.url)]
