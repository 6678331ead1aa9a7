"""Parse a query into phrases, and expand phrases to synonyms."""

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from saovang.core.text import Word, clean_text, exact_words

MAX_LENGTH = 200  # characters of a query that are parsed
MAX_WORDS = 16
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


class Phrase(NamedTuple):
    """Adjacent words, folded and with their accents, and the text they were parsed from."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    text: str

    @classmethod
    def from_words(cls, words: list[Word], text: str) -> Self:
        return cls(tuple(word.folded for word in words), tuple(word.exact for word in words), text)

    @property
    def accented(self) -> bool:
        return self.folded != self.exact


# At least one alternative must match: a list of phrases, all of which must match. A phrase is a tuple of words.
Clause = list[list[tuple[str, ...]]]


class SynonymMatch(NamedTuple):
    """The phrases `start` to `end` of a query are a name that has these other names."""

    start: int
    end: int
    names: list[Phrase]


def parse(text: str) -> list[Phrase]:
    """Return the phrases of a query: each quoted part, and each other word. "42/2022" is a phrase too."""
    text = clean_text(text[:MAX_LENGTH]).translate(_QUOTES)
    phrases, remaining = [], MAX_WORDS
    for part in re.findall(r'"[^"]*"|[^\s"]+', text):
        if words := exact_words(part)[:remaining]:
            phrases.append(Phrase.from_words(words, part))
            remaining -= len(words)
    return phrases


def match_synonyms(phrases: list[Phrase], synonyms: Iterable[tuple[str, str]]) -> list[SynonymMatch]:
    """Find names in `phrases` that have synonyms, the longest name first at each position."""
    names_by_words: dict[tuple[str, ...], list[Phrase]] = {}
    for pair in synonyms:
        first, second = (Phrase.from_words(exact_words(name), name) for name in pair)
        if first.folded and second.folded:
            names_by_words.setdefault(first.folded, []).append(second)
            names_by_words.setdefault(second.folded, []).append(first)
    matches, start = [], 0
    while start < len(phrases):
        for end in range(len(phrases), start, -1):
            words = tuple(word for phrase in phrases[start:end] for word in phrase.folded)
            if words in names_by_words:
                matches.append(SynonymMatch(start, end, names_by_words[words]))
                start = end
                break
        else:
            start += 1
    return matches


def to_clauses(phrases: list[Phrase], exact: bool = False) -> list[Clause]:
    """Return clauses that require every phrase, with its accents if `exact`."""
    return [[[phrase.exact if exact else phrase.folded]] for phrase in phrases]


def expand_synonyms(phrases: list[Phrase], matches: list[SynonymMatch]) -> list[Clause]:
    """Return clauses that require every phrase, or a synonym in its place."""
    clauses: list[Clause] = []
    position = 0
    for start, end, names in matches:
        clauses += to_clauses(phrases[position:start])
        clauses.append([[phrase.folded for phrase in phrases[start:end]], *([name.folded] for name in names)])
        position = end
    return clauses + to_clauses(phrases[position:])
