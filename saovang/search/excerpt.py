"""Excerpts of texts around the words of a query, with these words highlighted."""

import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from saovang.core.text import WORD, fold
from saovang.search.query import Phrase
from saovang.search.words import find_numbers, search_words, spellings

LENGTH = 220  # characters, about three lines on a phone
MAX_BEFORE = 60  # characters of it before the first highlighted word
SCAN_LIMIT = 50_000  # characters of a text
CHUNK = 500
MAX_MATCHES = 60  # matching words, from the start, that are compared


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
    query_words = {word for phrase in phrases for word in phrase.folded}
    window: deque[tuple[int, str]] = deque()
    best, best_count = 0, 0
    for position, word in islice(_find_words(text, query_words), MAX_MATCHES):
        window.append((position, word))
        while window[0][0] <= position - (LENGTH - MAX_BEFORE):
            window.popleft()
        if len(window) > best_count and (count := len({word for _, word in window})) > best_count:
            best, best_count = window[0][0], count
            if best_count == len(query_words):
                break
    return best


def _find_words(text: str, query_words: set[str]) -> Iterator[tuple[int, str]]:
    """Yield positions of `query_words`; folds the text in chunks, only as far as it is consumed."""
    words = {spelling: word for word in query_words for spelling in spellings(word)}
    start = 0
    while start < len(text):
        end = text.find(" ", start + CHUNK)
        end = len(text) if end < 0 else end
        for match in WORD.finditer(fold(text[start:end])):
            if word := words.get(match[0]):
                yield start + match.start(), word
        start = end


def _highlighted_ranges(text: str, phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return start and end of each range to highlight, in order; adjacent words form one range.

    If a phrase with accents occurs with just these accents, only those occurrences count.
    """
    words = search_words(text)
    folded = tuple(word.folded for word in words)
    exact = tuple(word.exact for word in words)
    highlighted: set[int] = set()
    for phrase in phrases:
        first, length = phrase.folded[0], len(phrase.folded)
        starts = [index for index, word in enumerate(folded) if word == first]
        hits = [index for index in starts if folded[index : index + length] == phrase.folded]
        if phrase.accented:
            hits = [index for index in hits if exact[index : index + length] == phrase.exact] or hits
        for index in hits:
            highlighted.update(range(index, index + length))
    query_words = {word for phrase in phrases for word in phrase.folded}
    if any(word[-1].isdigit() for word in query_words):  # as those for telephone numbers and dates
        for number in find_numbers(text):
            if query_words & set(number.words):
                highlighted |= {index for index, word in enumerate(words) if number.start <= word.start < number.end}
    ranges: list[tuple[int, int]] = []
    for index in sorted(highlighted):
        word = words[index]
        is_adjacent = ranges and not text[ranges[-1][1] : word.start].strip()
        start = ranges.pop()[0] if is_adjacent else word.start
        ranges.append((start, word.end))
    return ranges
