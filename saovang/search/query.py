"""What somebody asks for: words and phrases, and what each of them may also be called."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Self

from saovang.core.text import Word, exact_words

MAX_LENGTH = 200  # characters of a query that are looked at
MAX_WORDS = 16
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


class Phrase(tuple[Word, ...]):
    """Words that stand side by side, and how they were typed."""

    typed: str
    folded: tuple[str, ...]
    exact: tuple[str, ...]

    def __new__(cls, words: Iterable[Word], typed: str) -> Self:
        phrase = super().__new__(cls, words)
        phrase.typed = typed
        phrase.folded = tuple(word.folded for word in phrase)
        phrase.exact = tuple(word.exact for word in phrase)
        return phrase

    @property
    def accented(self) -> bool:
        return self.folded != self.exact


Group = list[list[tuple[str, ...]]]  # one of these lists of phrases, all of whose phrases are there


def parse(text: str) -> list[Phrase]:
    """The phrases of a query: what stands in quotes, and each other word. "42/2022" is a phrase too."""
    text = unicodedata.normalize("NFC", text[:MAX_LENGTH]).translate(_QUOTES)
    phrases, room = [], MAX_WORDS
    for piece in re.findall(r'"[^"]*"|[^\s"]+', text):
        if words := exact_words(piece)[:room]:
            phrases.append(Phrase(words, piece))
            room -= len(words)
    return phrases


def alternatives(phrases: list[Phrase], synonyms: Iterable[tuple[str, str]]) -> list[tuple[int, int, list[Phrase]]]:
    """Where in `phrases` a name stands that has others: from, to, and those others. The longest goes first."""
    others: dict[tuple[str, ...], list[Phrase]] = {}
    for pair in synonyms:
        one, other = (Phrase(exact_words(name), name) for name in pair)
        if one and other:
            others.setdefault(one.folded, []).append(other)
            others.setdefault(other.folded, []).append(one)
    found, start = [], 0
    while start < len(phrases):
        for end in range(len(phrases), start, -1):
            name = tuple(word for phrase in phrases[start:end] for word in phrase.folded)
            if name in others:
                found.append((start, end, others[name]))
                start = end
                break
        else:
            start += 1
    return found


def groups(phrases: list[Phrase], exact: bool = False) -> list[Group]:
    """Every phrase must be there, with its accents or without them."""
    return [[[phrase.exact if exact else phrase.folded]] for phrase in phrases]


def widened(phrases: list[Phrase], others: list[tuple[int, int, list[Phrase]]]) -> list[Group]:
    """Every phrase must be there, or in its place another name of what it names."""
    wide: list[Group] = []
    done = 0
    for start, end, names in others:
        wide += groups(phrases[done:start])
        wide.append([[phrase.folded for phrase in phrases[start:end]], *([name.folded] for name in names)])
        done = end
    return wide + groups(phrases[done:])
