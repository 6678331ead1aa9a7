"""The place of a text that answers a query, with the words that were asked for marked."""

import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from saovang.core.text import WORD, exact_words, fold
from saovang.search.query import Phrase

LENGTH = 220  # characters, about three lines on a phone
BEFORE = 60  # of them at most before the first marked word
LOOKED_AT = 30_000
PIECE = 500
MATCHES = 60  # of the words, from the start, that are weighed against each other


def excerpt(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """About LENGTH characters of `text`, from where most of the words stand together."""
    text = unicodedata.normalize("NFC", text[:LOOKED_AT]).strip()
    start = max(0, _best_place(text, phrases) - BEFORE)
    if start:
        start = text.find(" ", start) + 1
    end = len(text)
    if end - start > LENGTH:
        end = max(text.rfind(" ", start, start + LENGTH), start + LENGTH // 2)
    piece = marked(text[start:end], phrases)
    return mark_safe(f"{'… ' if start else ''}{piece}{' …' if end < len(text) else ''}")  # noqa: S308 – escaped


def marked(text: str, phrases: Sequence[Phrase]) -> SafeString:
    """`text` as HTML, each phrase in it in <mark>, with the accents it has there."""
    text = unicodedata.normalize("NFC", text)
    parts, done = [], 0
    for start, end in _runs(text, phrases):
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*parts, escape(text[done:])]))  # noqa: S308 – escaped piece by piece


def _best_place(text: str, phrases: Sequence[Phrase]) -> int:
    """Where the stretch of LENGTH - BEFORE characters begins that holds most different words of the query."""
    wanted = {word for phrase in phrases for word in phrase.folded}
    near: deque[tuple[int, str]] = deque()  # the words of the stretch that ends with the latest
    best, most = 0, 0
    for place, word in islice(_places(text, wanted), MATCHES):
        near.append((place, word))
        while near[0][0] <= place - (LENGTH - BEFORE):
            near.popleft()
        if len(near) > most and (different := len({word for _, word in near})) > most:
            best, most = near[0][0], different
            if most == len(wanted):
                break
    return best


def _places(text: str, wanted: set[str]) -> Iterator[tuple[int, str]]:
    """Where the `wanted` words stand; the text is folded only as far as somebody reads on."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + PIECE)
        end = len(text) if end < 0 else end
        for match in WORD.finditer(fold(text[start:end])):
            if match[0] in wanted:
                yield start + match.start(), match[0]
        start = end


def _runs(text: str, phrases: Sequence[Phrase]) -> Iterator[tuple[int, int]]:
    """From and to of what is to be marked, in order; words side by side are one run."""
    words = exact_words(text)
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        places.setdefault(word.folded, []).append(index)
    chosen: set[int] = set()
    for phrase in phrases:
        length = len(phrase)
        near = [
            at
            for at in places.get(phrase.folded[0], ())
            if tuple(word.folded for word in words[at : at + length]) == phrase.folded
        ]
        true = [at for at in near if tuple(word.exact for word in words[at : at + length]) == phrase.exact]
        for at in (true if phrase.accented else near) or near:
            chosen.update(range(at, at + length))
    run: tuple[int, int] | None = None
    for index in sorted(chosen):
        word = words[index]
        if run and not text[run[1] : word.start].strip():
            run = run[0], word.end
            continue
        if run:
            yield run
        run = word.start, word.end
    if run:
        yield run
