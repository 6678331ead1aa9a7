"""Parse a query into phrases, and build the conditions that find texts with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import comb
from typing import NamedTuple, Self

from saovang.core.text import Word, clean_text
from saovang.search.words import expand, find_numbers, search_words

MAX_LENGTH = 200  # characters of a query that are parsed
MAX_WORDS = 16
MAX_COMBINATIONS = 20  # of words in one condition
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


class Phrase(NamedTuple):
    """Adjacent words, folded and with their accents, and the text they were parsed from."""

    folded: tuple[str, ...]
    exact: tuple[str, ...]
    text: str

    @classmethod
    def from_words(cls, words: list[Word], text: str) -> Self:
        return cls(tuple(word.folded for word in words), tuple(word.exact for word in words), text)

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls.from_words(search_words(text), text)

    @property
    def accented(self) -> bool:
        return self.folded != self.exact


@dataclass(frozen=True, slots=True)
class AllOf:
    """Requires all of its parts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Requires at least one of its parts."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Requires its words next to each other; the last one may be the start of a word."""

    words: tuple[str, ...]


Condition = tuple[str, ...] | Prefix | AllOf | AnyOf  # a tuple requires its words next to each other


class SynonymMatch(NamedTuple):
    """The phrases `start` to `end` of a query are a name that has these other names."""

    start: int
    end: int
    names: list[Phrase]


Synonyms = dict[tuple[str, ...], list[tuple[Phrase, Phrase]]]  # name and other name, by the folded words of the name

# What people put around the name of a matter. Single words are ignored only in a query with accents: "cho" can be
# "chợ".
_QUESTION_WORDS = """ở đâu|làm sao|làm thế nào|như thế nào|thế nào|cần những gì|cần gì|cần làm gì|cần giấy tờ gì|
giấy tờ gì|mang theo gì|mang gì|gồm những gì|là gì|bao lâu|bao nhiêu|khi nào|ngày nào|mấy giờ|số nào|gọi số nào|
phải làm sao|phải làm gì|bao giờ|có được không|được không|có không|làm thủ tục|tôi muốn|tôi cần|
muốn|cần|xin|làm|cho|của|thì|là|gì|ở|tại|để|và"""
_IGNORED = sorted(map(Phrase.from_text, _QUESTION_WORDS.replace("\n", "").split("|")), key=lambda p: -len(p.folded))

# Pairs of words that name no matter, because the titles of many procedures have them.
_GENERIC_PAIRS = (
    "đăng ký|thủ tục|hồ sơ|giấy tờ|xác nhận|chứng nhận|cấp giấy|giấy chứng|làm giấy|hành chính|công dân|ủy ban"
)
_GENERIC = {Phrase.from_text(pair).folded for pair in _GENERIC_PAIRS.split("|")}


def parse(text: str) -> list[Phrase]:
    """Return the phrases of a query: each quoted part, telephone number or date, each other word, and "42/2022"."""
    text = expand(clean_text(text[:MAX_LENGTH]).translate(_QUOTES))
    phrases: list[Phrase] = []
    position, remaining = 0, MAX_WORDS
    for number in find_numbers(text):
        phrases += _parse_words(text[position : number.start])
        word = number.words[:1]
        phrases.append(Phrase(word, word, text[number.start : number.end]))
        position = number.end
    phrases += _parse_words(text[position:])
    limited = []
    for phrase in phrases:
        if remaining > 0:
            limited.append(phrase._replace(folded=phrase.folded[:remaining], exact=phrase.exact[:remaining]))
            remaining -= len(phrase.folded)
    return limited


def _parse_words(text: str) -> list[Phrase]:
    phrases = map(Phrase.from_text, re.findall(r'"[^"]*"|[^\s"]+', text))
    return [phrase for phrase in phrases if phrase.folded]


def without_question_words(phrases: list[Phrase]) -> list[Phrase]:
    """Return the phrases without those that only make a question of them, or all if nothing else remains."""
    accented = any(phrase.accented for phrase in phrases)
    remaining: list[Phrase] = []
    position = 0
    while position < len(phrases):
        for ignored in _IGNORED:
            part = phrases[position : position + len(ignored.folded)]
            if accented:
                matches = [phrase.exact for phrase in part] == [(word,) for word in ignored.exact]
            else:
                matches = len(part) > 1 and [phrase.folded for phrase in part] == [(word,) for word in ignored.folded]
            if matches:
                position += len(part)
                break
        else:
            remaining.append(phrases[position])
            position += 1
    return remaining or phrases


def index_synonyms(pairs: Iterable[tuple[str, str]]) -> Synonyms:
    """Return pairs of a name and another name by the words of the name."""
    synonyms: Synonyms = {}
    for pair in pairs:
        name, other = map(Phrase.from_text, pair)
        if name.folded and other.folded:
            synonyms.setdefault(name.folded, []).append((name, other))
    return synonyms


def match_synonyms(phrases: list[Phrase], synonyms: Synonyms) -> list[SynonymMatch]:
    """Find names in `phrases` that have synonyms, the longest name first at each position.

    Accents that were typed must be those of the name; words may lack them.
    """
    matches, start = [], 0
    while start < len(phrases):
        for end in range(len(phrases), start, -1):
            folded = tuple(word for phrase in phrases[start:end] for word in phrase.folded)
            exact = tuple(word for phrase in phrases[start:end] for word in phrase.exact)
            names = [
                other
                for name, other in synonyms.get(folded, [])
                if all(word in pair for word, *pair in zip(exact, folded, name.exact, strict=True))
            ]
            if names:
                matches.append(SynonymMatch(start, end, names))
                start = end
                break
        else:
            start += 1
    return matches


def require(phrases: Iterable[Phrase], exact: bool = False) -> AllOf:
    """Require every phrase, with its accents if `exact`."""
    return AllOf(tuple(phrase.exact if exact else phrase.folded for phrase in phrases))


def require_adjacent(phrases: Iterable[Phrase], exact: bool = False) -> Condition:
    """Require all words next to each other."""
    return tuple(word for phrase in phrases for word in (phrase.exact if exact else phrase.folded))


def neighbours(phrases: list[Phrase], matches: list[SynonymMatch], exact: bool = False) -> list[Condition]:
    """Return a condition for each two neighbouring phrases that say something on their own.

    Two words of a longer name do not: "nhân dân" is not part of the meaning of "chứng minh nhân dân".
    """
    within_names = {index for start, end, _ in matches for index in range(start, end - 1)}
    return [
        require_adjacent(pair, exact)
        for index, pair in enumerate(pairwise(phrases))
        if index not in within_names and require_adjacent(pair) not in _GENERIC
    ]


def with_synonyms(phrases: list[Phrase], matches: list[SynonymMatch], exact: bool = False) -> AllOf:
    """Require every phrase, or a synonym in its place."""
    parts: list[Condition] = []
    position = 0
    for start, end, names in matches:
        parts += require(phrases[position:start], exact).parts
        own = require(phrases[start:end], exact)
        parts.append(AnyOf((own, *(name.exact if exact else name.folded for name in names))))
        position = end
    return AllOf((*parts, *require(phrases[position:], exact).parts))


def require_some(condition: AllOf, number: int) -> AnyOf:
    """Require `number` of the parts of a condition; of too many parts, only those in a row."""
    parts = condition.parts
    if comb(len(parts), number) <= MAX_COMBINATIONS:
        return AnyOf(tuple(map(AllOf, combinations(parts, number))))
    return AnyOf(tuple(AllOf(parts[start : start + number]) for start in range(len(parts) - number + 1)))
