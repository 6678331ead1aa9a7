"""Vietnamese text without its accents, for searching and for addresses."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from itertools import count
from typing import NamedTuple


def _folding_table() -> dict[int, str]:
    """Every accented Latin letter with its bare lower-case letter. NFD alone would leave đ as it is."""
    table = {ord("đ"): "d", ord("Đ"): "d"}
    for code in range(0x2000):
        char = chr(code)
        base = unicodedata.normalize("NFD", char)[0].lower()
        if base != char and "a" <= base <= "z":
            table[code] = base
    return table


_FOLDED = _folding_table()
WORD = re.compile(r"[a-z]+|[0-9]+")
_SHAPES = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}  # â, ơ, ă: as Vietnamese is typed by digits
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


def fold(text: str) -> str:
    """Fold `text` for comparison: "Đổi MỚI" → "doi moi".

    Takes any normal form; the answer has the length of `text` in NFC, so that an offset in the one is
    an offset in the other.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def words(text: str) -> list[str]:
    """The folded words and numbers of `text`, in order: "Sao Vàng, 2026" → ["sao", "vang", "2026"]."""
    return WORD.findall(fold(text))


class Word(NamedTuple):
    """A word of a text: how it compares without its accents and with them, and where it stands in NFC."""

    folded: str
    exact: str
    start: int
    end: int

    @property
    def accented(self) -> bool:
        return self.exact != self.folded


def exact_words(text: str) -> list[Word]:
    """The words of `text` in order, each without and with its accents."""
    text = unicodedata.normalize("NFC", text)
    return [
        Word(match[0], _exact(text[match.start() : match.end()]), *match.span()) for match in WORD.finditer(fold(text))
    ]


@lru_cache(maxsize=50_000)
def _exact(word: str) -> str:
    """A word with its accents as digits, the tone last: "Đổi" → "d9o6i3". "hoà" and "hòa" are one word."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if char == "đ":
            letters.append("d9")
        elif char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(_SHAPES.get(char, char if char.isascii() else ""))
    return "".join(letters) + tone


def plain_text(html: str) -> str:
    """The text of clean HTML, with a space between its elements."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def slugify(text: str, max_length: int = 100) -> str:
    """The address form of `text`: "Đổi mới – MTTQ" → "doi-moi-mttq", cut between words.

    Empty where `text` holds neither a Latin letter nor a digit.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def slug_candidates(text: str, fallback: str) -> Iterator[str]:
    """Addresses to try for `text`, the plain one first: "tin", "tin-2", "tin-3" …"""
    slug = slugify(text) or fallback
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
