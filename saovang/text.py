"""Vietnamese text without its accents, for searching and for addresses."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count


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


def fold(text: str) -> str:
    """Fold `text` for comparison: "Đổi MỚI" → "doi moi".

    Takes any normal form; the answer has the length of `text` in NFC, so that an offset in the one is
    an offset in the other.
    """
    return unicodedata.normalize("NFC", text).translate(_FOLDED)


def words(text: str) -> list[str]:
    """The folded words and numbers of `text`, in order: "Sao Vàng, 2026" → ["sao", "vang", "2026"]."""
    return re.findall(r"[a-z]+|[0-9]+", fold(text))


def slug_of(text: str, max_length: int = 100) -> str:
    """The address form of `text`: "Đổi mới – MTTQ" → "doi-moi-mttq", cut between words.

    Empty where `text` holds neither a Latin letter nor a digit.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def slug_candidates(text: str, fallback: str) -> Iterator[str]:
    """Addresses to try for `text`, the plain one first: "tin", "tin-2", "tin-3" …"""
    slug = slug_of(text) or fallback
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
