"""What the 404 page offers: the page whose URL is nearest to the unknown one, and results of a search for its words.

Links of the menu are known. Apps register the rest in their AppConfig: `not_found.register_pages(find_articles)`.
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from saovang.core.menu import menu
from saovang.core.text import clean_text, slugify, words

MIN_SIMILARITY = 0.8  # by difflib; a typing error in a word of five letters is just within it
MAX_LENGTH = 120  # characters of the last part of a path that are compared
MAX_RESULTS = 3
MAX_WORDS = 6  # that are searched for: the cost of a search grows with its words
_EXTENSION = re.compile(r"\.[a-zA-Z]{2,5}$")


class Link(NamedTuple):
    title: str
    url: str


class NotFound:
    def __init__(self) -> None:
        self._finders: list[Callable[[str], Iterable[Link]]] = []
        self._search: Callable[[str, int], list[Link]] = lambda text, limit: []

    def register_pages(self, *finders: Callable[[str], Iterable[Link]]) -> None:
        """Add functions that return a bounded number of public pages whose URL may end with something like a slug."""
        self._finders += finders

    def register_search(self, search: Callable[[str, int], list[Link]]) -> None:
        """Set the function that returns the first results of a search."""
        self._search = search

    def nearest(self, path: str) -> Link | None:
        """Return the public page whose URL ends most like `path`, or None if none is similar."""
        slug = slugify(_last_part(path))
        if not slug:
            return None
        top = menu.links(path)
        pages = [Link(link.title, link.url) for branch in top for link in (branch, *branch.children)]
        pages += [link for find in self._finders for link in find(slug)]
        by_slug = {link.url.rstrip("/").rpartition("/")[2]: link for link in reversed(pages)}
        matches = get_close_matches(slug, by_slug, n=1, cutoff=MIN_SIMILARITY)
        return by_slug[matches[0]] if matches else None

    def search(self, path: str) -> list[Link]:
        """Return the first results of a search for the words of the last part of `path`."""
        found = [word for word in words(_last_part(path)) if not word.isdigit()]
        return self._search(" ".join(found[:MAX_WORDS]), MAX_RESULTS) if found else []


def _last_part(path: str) -> str:
    return _EXTENSION.sub("", clean_text(path).rstrip("/").rpartition("/")[2])[:MAX_LENGTH]


not_found = NotFound()
