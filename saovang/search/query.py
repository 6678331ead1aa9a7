"""Parse a query into phrases, and build the conditions that find texts with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import comb
from typing import NamedTuple, Self

from saovang.core.text import Word, clean_text
from saovang.search.cleaning import clean_query
from saovang.search.syllables import is_vietnamese
from saovang.search.words import find_numbers, search_words

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

# What people put around the words that they look for. Single words are ignored only in a query with accents: "cho" can
# be "chợ".
_QUESTION_WORDS = """ở đâu|ở chỗ nào|chỗ nào|nơi nào|đi đâu|làm sao|làm thế nào|như thế nào|thế nào|như nào|ra sao|
cần những gì|cần gì|cần làm gì|cần giấy tờ gì|những giấy tờ gì|giấy tờ gì|giấy tờ nào|những thủ tục gì|thủ tục gì|
mang theo những gì|mang theo gì|mang những gì|mang gì|gồm những gì|gồm gì|là gì|là ai|ai là|
hết bao nhiêu tiền|bao nhiêu tiền|hết bao nhiêu|mất bao nhiêu|giá bao nhiêu|bao nhiêu|bao lâu|mấy ngày|
khi nào|lúc nào|ngày nào|hôm nào|ngày mấy|mấy giờ|bao giờ|bây giờ|số nào|số mấy|gọi số nào|
gọi ai|gọi cho ai|hỏi ai|gặp ai|báo ai|báo cho ai|báo với ai|báo ở đâu|
phải làm sao|phải làm gì|phải làm những gì|làm những gì|làm gì|
có được không|được không|có sao không|có phải|có cần|có bị|có không|làm thủ tục|thủ tục để|thủ tục làm|thủ tục|
cho tôi hỏi|cho em hỏi|cho hỏi|xin hỏi|tôi muốn hỏi|muốn hỏi|hướng dẫn|cách làm|
tôi muốn|tôi cần|của tôi|nhà tôi|của em|nhà em|
tôi|mình|những|các|muốn|cần|xin|làm|phải|bị|được|cho|của|thì|là|gì|nào|ở|tại|để|và|ạ|vậy"""
_LONGEST_FIRST = sorted(
    map(Phrase.from_text, _QUESTION_WORDS.replace("\n", "").split("|")), key=lambda phrase: -len(phrase.folded)
)
_IGNORED = {
    first: [phrase for phrase in _LONGEST_FIRST if phrase.folded[0] == first]
    for first in {phrase.folded[0] for phrase in _LONGEST_FIRST}
}
# Question words only at the end of a query: "không" is also in "không khí".
_ENDINGS = {Phrase.from_text(word).exact for word in "không|chưa|rồi|nhỉ|với|đi|thế|hả".split("|")}

# Pairs of words that say nothing on their own, because the titles of many procedures have them.
_GENERIC_PAIRS = (
    "đăng ký|thủ tục|hồ sơ|nộp hồ|giấy tờ|xác nhận|chứng nhận|cấp giấy|giấy chứng|làm giấy|hành chính|công dân|ủy ban|"
    "hỗ trợ|đề nghị|cán bộ|phụ trách|cho con|cho bố|cho mẹ|cho vợ|cho chồng|của xã|tại xã"
)
_GENERIC = {Phrase.from_text(pair).folded for pair in _GENERIC_PAIRS.split("|")}


def parse(text: str) -> list[Phrase]:
    """Return the phrases of a query: each quoted part, telephone number or date, each other word, and "42/2022"."""
    text = clean_query(clean_text(text[:MAX_LENGTH]).translate(_QUOTES))
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


def without_question_words(phrases: list[Phrase], synonyms: Synonyms) -> list[Phrase]:
    """Return the phrases without those that only make a question of them, or all if nothing else remains.

    Names that have synonyms stay whole, such as "làm việc".
    """
    accented = any(phrase.accented for phrase in phrases)
    names = [range(start, end) for start, end, _ in match_synonyms(phrases, synonyms) if end - start > 1]
    remaining: list[Phrase] = []
    position = 0
    while position < len(phrases):
        length = _count_ignored(phrases[position:], accented)
        ignored = range(position, position + length)
        if length and not any(set(name) & set(ignored) and not set(name) <= set(ignored) for name in names):
            position += length
        else:
            remaining.append(phrases[position])
            position += 1
    while accented and len(remaining) > 1 and remaining[-1].exact in _ENDINGS:
        remaining.pop()
    return remaining or phrases


def _count_ignored(phrases: list[Phrase], accented: bool) -> int:
    """Return the number of phrases at the start that make up the longest question word there, or 0."""
    for ignored in _IGNORED.get(phrases[0].folded[0], ()):
        part = phrases[: len(ignored.folded)]
        if accented:
            matches = [phrase.exact for phrase in part] == [(word,) for word in ignored.exact]
        else:
            matches = len(part) > 1 and [phrase.folded for phrase in part] == [(word,) for word in ignored.folded]
        if matches:
            return len(part)
    return 0


def index_synonyms(pairs: Iterable[tuple[str, str]]) -> Synonyms:
    """Return pairs of a name and another name by the words of the name."""
    synonyms: Synonyms = {}
    parse_name = cache(Phrase.from_text)  # many names share their synonyms
    for pair in pairs:
        name, other = map(parse_name, pair)
        if name.folded and other.folded:
            synonyms.setdefault(name.folded, []).append((name, other))
    return synonyms


def match_synonyms(phrases: list[Phrase], synonyms: Synonyms) -> list[SynonymMatch]:
    """Find names in `phrases` that have synonyms, the longest name first at each position.

    Accents that were typed must be those of the name; words may lack them. In a longer query, a name of one word must
    have its own: without accents it can be another word, unless it is an abbreviation.
    """
    matches, start = [], 0
    while start < len(phrases):
        for end in range(len(phrases), start, -1):
            folded = tuple(word for phrase in phrases[start:end] for word in phrase.folded)
            exact = tuple(word for phrase in phrases[start:end] for word in phrase.exact)
            may_lack_accents = len(folded) > 1 or len(phrases) == 1 or not is_vietnamese(folded[0])
            names = [
                other
                for name, other in synonyms.get(folded, [])
                if exact == name.exact or (may_lack_accents and _has_no_other_accents(exact, name))
            ]
            if names:
                matches.append(SynonymMatch(start, end, names))
                start = end
                break
        else:
            start += 1
    return matches


def _has_no_other_accents(exact: tuple[str, ...], name: Phrase) -> bool:
    """Return whether each word of a query has the accents of a name, or none."""
    return all(word in forms for word, *forms in zip(exact, name.folded, name.exact, strict=True))


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


def is_generic(phrases: list[Phrase]) -> bool:
    """Return whether phrases are one word, or a pair of words that many titles have."""
    return len(phrases) == 1 or require_adjacent(phrases) in _GENERIC


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
    """Require any `number` of the parts of a condition, or only parts in a row if there are too many combinations."""
    parts = condition.parts
    if comb(len(parts), number) <= MAX_COMBINATIONS:
        return AnyOf(tuple(map(AllOf, combinations(parts, number))))
    return AnyOf(tuple(AllOf(parts[start : start + number]) for start in range(len(parts) - number + 1)))
