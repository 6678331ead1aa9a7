"""Excerpts of texts around the words of a query, with these words highlighted."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import islice, pairwise

from django.utils.safestring import SafeString, mark_safe

from saovang.core.text import WORD, fold
from saovang.search.query import Phrase
from saovang.search.words import find_numbers, spellings

LENGTH = 220  # characters, about three lines on a phone
MAX_BEFORE = 60  # characters of it before the first highlighted word
SCAN_LIMIT = 50_000  # characters of a text
CHUNK = 500
MAX_MATCHES = 60  # matching words, from the start, that are compared


class _QueryWords:
    """The words of a query, and a pattern that finds them in folded text: a fifth of the time of reading all words."""

    def __init__(self, phrases: tuple[Phrase, ...]) -> None:
        self.words = {word for phrase in phrases for word in phrase.folded}
        self._spellings = {spelling: word for word in self.words for spelling in spellings(word)}
        self._pattern = re.compile("|".join(map(_word_pattern, self._spellings)) or "(?!)")

    def find(self, folded: str) -> list[re.Match[str]]:
        """Return the words that occur in folded text, in order."""
        return list(self._pattern.finditer(folded))

    def spelled(self, match: re.Match[str]) -> str:
        """Return the word of the query that was found."""
        return self._spellings[match[0]]


def _word_pattern(word: str) -> str:
    """Return a pattern of a whole word. It begins with the word: half the time of a look-behind before it."""
    kind = "[0-9]" if word.isdigit() else "[a-z]"
    return rf"{word}(?<!{kind}{word})(?!{kind})"


_query_words = lru_cache(maxsize=16)(_QueryWords)  # once for all results of a page


def excerpt(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """Return about LENGTH characters of `text` as HTML, from where most of the words are close together."""
    text = unicodedata.normalize("NFC", text[:SCAN_LIMIT]).strip()
    start = max(0, _best_position(text, phrases) - MAX_BEFORE)
    if start:
        start = text.find(" ", start) + 1
    end = len(text)
    if end - start > LENGTH:
        end = max(text.rfind(" ", start, start + LENGTH), start + LENGTH // 2)
    html = highlight(text[start:end], phrases)
    return mark_safe(f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}")  # noqa: S308 – escaped


def highlight(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """Return `text` as HTML with each occurrence of a phrase in <mark>."""
    text = unicodedata.normalize("NFC", text)
    parts, position = [], 0
    for start, end in _highlighted_ranges(text, phrases):
        parts += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
        position = end
    return mark_safe("".join([*parts, escape(text[position:])]))  # noqa: S308 – escaped part by part


def _best_position(text: str, phrases: Sequence[Phrase]) -> int:
    """Return the start of the window of LENGTH - MAX_BEFORE characters with most different words of the query."""
    query = _query_words(tuple(phrases))
    window: deque[tuple[int, str]] = deque()
    best, best_count = 0, 0
    for position, word in islice(_find_words(text, query), MAX_MATCHES):
        window.append((position, word))
        while window[0][0] <= position - (LENGTH - MAX_BEFORE):
            window.popleft()
        if len(window) > best_count and (count := len({word for _, word in window})) > best_count:
            best, best_count = window[0][0], count
            if best_count == len(query.words):
                break
    return best


def _find_words(text: str, query: _QueryWords) -> Iterator[tuple[int, str]]:
    """Yield positions of words of the query; folds the text in chunks, only as far as it is consumed."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + CHUNK)
        end = len(text) if end < 0 else end
        for match in query.find(fold(text[start:end])):
            yield start + match.start(), query.spelled(match)
        start = end


def _highlighted_ranges(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return start and end of each range to highlight, in order; adjacent words form one range.

    If a phrase with accents occurs with just these accents, only those occurrences count.
    """
    query, folded = _query_words(tuple(phrases)), fold(text)
    matches = query.find(folded)
    highlighted: set[tuple[int, int]] = set()
    for phrase in phrases:
        size = len(phrase.folded)
        runs = [matches[index : index + size] for index in range(len(matches) - size + 1)]
        hits = [run for run in runs if tuple(map(query.spelled, run)) == phrase.folded and _are_adjacent(run)]
        if phrase.accented:
            hits = [run for run in hits if _exact(text, run) == phrase.exact] or hits
        highlighted.update(match.span() for run in hits for match in run)
    if any(word[-1].isdigit() for word in query.words):  # as those for telephone numbers and dates
        for number in find_numbers(text):
            if query.words & set(number.words):
                highlighted.update(match.span() for match in WORD.finditer(folded, number.start, number.end))
    ranges: list[tuple[int, int]] = []
    for start, end in sorted(highlighted):
        is_adjacent = ranges and not text[ranges[-1][1] : start].strip()
        ranges.append((ranges.pop()[0] if is_adjacent else start, end))
    return ranges


def _are_adjacent(words: list[re.Match[str]]) -> bool:
    """Return whether there is no other word between these."""
    return not any(WORD.search(word.string, word.end(), other.start()) for word, other in pairwise(words))


def _exact(text: str, words: list[re.Match[str]]) -> tuple[str, ...]:
    """Return adjacent words with the accents that they have in `text`."""
    return Phrase.from_text(text[words[0].start() : words[-1].end()]).exact
