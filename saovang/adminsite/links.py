"""Registry of what the link dialog of the editor finds on the portal itself.

An app registers functions in its AppConfig: `link_sources.register(find_categories)`. A function takes the text that
was typed and yields targets that residents can open, best first: no drafts, nothing scheduled or withdrawn.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from saovang.core.text import words

PER_SOURCE = 6
MAX_QUERY_LENGTH = 200


class LinkTarget(NamedTuple):
    """A page or file of the portal: its title, what it is ("Tin tức"), and its path."""

    title: str
    kind: str
    url: str


LinkSource = Callable[[str], Iterable[LinkTarget]]


class LinkSources:
    def __init__(self) -> None:
        self._sources: list[LinkSource] = []

    def register(self, *sources: LinkSource) -> None:
        """Append sources, in the order of the results."""
        self._sources += sources

    def find(self, query: str) -> list[LinkTarget]:
        """Return what the sources find for `query`, each a few."""
        query = query.replace("\0", "").strip()[:MAX_QUERY_LENGTH]
        if not words(query):
            return []
        targets = (target for source in self._sources for target in islice(source(query), PER_SOURCE))
        return list({target.url: target for target in targets}.values())


link_sources = LinkSources()


def title_matches(query: str, title: str) -> bool:
    """Return True if each word of `query` begins a word of `title`, whatever the accents and the case."""
    title_words = words(title)
    return all(any(word.startswith(part) for word in title_words) for part in words(query))
