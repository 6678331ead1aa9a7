"""What the link dialog of the editor finds by full text: the public entries of all search sources."""

from collections.abc import Iterator
from html import unescape

from django.utils.html import strip_tags

from saovang.adminsite.links import PER_SOURCE, LinkTarget
from saovang.search.models import Entry


def find_pages(query: str) -> Iterator[LinkTarget]:
    """Yield the pages that contain every word of `query`; while the last word is being typed, of the words before."""
    for text in (query, query.rpartition(" ")[0]):
        if results := Entry.objects.search(text)[:PER_SOURCE]:
            for result in results:
                yield LinkTarget(unescape(strip_tags(result.title)), result.subtitle, result.url)
            return
