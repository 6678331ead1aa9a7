"""Names of abolished units in an address or a title: those that the portal knows, and levels that no longer exist.

Since 1 July 2025 there are provinces and communes only (Luật Tổ chức chính quyền địa phương 72/2025/QH15): no huyện,
quận, thị xã, thành phố of a province, and no thị trấn.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from django.db import models

from saovang.core.text import Word
from saovang.pagecache.version import content_version
from saovang.search.models import PlaceName
from saovang.search.words import search_words

ABOLISHED_ON = "01/07/2025"
_ABBREVIATIONS = {
    "tt": "thị trấn",
    "tx": "thị xã",
    "tp": "thành phố",
    "h": "huyện",
    "q": "quận",
    "p": "phường",
    "x": "xã",
}
_LEVELS = [search_words(name) for name in ("huyện", "quận", "thành phố", "thị xã", "thị trấn")]
_HUYEN, _QUAN, _THANH_PHO = _LEVELS[:3]
# What follows "thành phố" in the names of the six cities that are provinces, and in "thành phố trực thuộc trung ương".
_CITIES = {"ha noi", "ho chi", "hai phong", "da nang", "can tho", "hue", "truc thuoc"}
_NOT_AFTER = {"cap", "ba", "duong"}  # "cấp huyện", "đường Bà Huyện Thanh Quan"
_FORMER = [[word.exact for word in search_words(text)] for text in ("cũ", "trước đây", "nay là")]
_MAX_FORMER_DISTANCE = 3  # words between a level and "cũ"


class AbolishedUnit(NamedTuple):
    """A name as it stands in the text, and what is wrong with it."""

    name: str
    note: str

    def __str__(self) -> str:
        return f"“{self.name}” ({self.note})"


def abolished_units_of(obj: models.Model) -> list[AbolishedUnit]:
    """Return the names of abolished units in the fields that `place_fields` of the model names."""
    return find_abolished_units(*(getattr(obj, name) for name in obj.place_fields))  # type: ignore[attr-defined]


def find_abolished_units(*texts: str) -> list[AbolishedUnit]:
    """Return the names of abolished units in the texts, each once, whatever their case, accents and abbreviations.

    A name that the text itself calls former ("xã Thọ Lâm cũ") does not count.
    """
    return list(dict.fromkeys(unit for text in texts for unit in _find_units(text)))


def _find_units(text: str) -> list[AbolishedUnit]:
    text = normalize("NFC", text)
    words = _expand(text)
    names = content_version.cached("abolished names", _load_names)
    current = [span for _, new_name in names for span in _occurrences(new_name.words, words)]
    new_names: dict[tuple[int, int], list[str]] = {}
    for old_name, new_name in names:
        for span in _occurrences(old_name.words, words):
            new_names.setdefault(span, []).append(new_name.text)
    found: dict[tuple[int, int], AbolishedUnit] = {}
    for start, end in sorted(new_names, key=lambda span: span[0] - span[1]):  # the longest first
        if not _is_inside((start, end), [*current, *found]) and not _is_former(words[end:]):
            note = f"nay là {', '.join(new_names[start, end])}"
            found[start, end] = AbolishedUnit(_cut(text, words[start:end]), note)
    for start, end in _find_levels(text, words):
        if not any(start < other_end and other_start < end for other_start, other_end in found):
            found[start, end] = AbolishedUnit(_cut(text, words[start:end]), f"cấp này không còn từ {ABOLISHED_ON}")
    return [found[span] for span in sorted(found)]


class _Name(NamedTuple):
    text: str
    words: list[Word]


def _load_names() -> list[tuple[_Name, _Name]]:
    rows = PlaceName.objects.values_list("old_name", "new_name")
    return [(_Name(old, _expand(old)), _Name(new, _expand(new))) for old, new in rows]


def _expand(text: str) -> list[Word]:
    """Return the words of `text`, those of an abbreviation such as "TT." in its place.

    A single letter is one only before a point or after a comma: "H. Thọ Xuân", "…, H Thọ Xuân".
    """
    words: list[Word] = []
    for word in search_words(text):
        long = _ABBREVIATIONS.get(word.folded) if not word.accented else None
        before, after = text[: word.start], text[word.end : word.end + 1]
        is_long_enough = word.end - word.start > 1 or after == "." or before.rstrip().endswith(",")
        if long and is_long_enough and not before[-1:].isalnum():
            words += [each._replace(start=word.start, end=word.end) for each in search_words(long)]
        else:
            words.append(word)
    return words


def _occurrences(name: Sequence[Word], words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where the words of a name stand in `words`. A word without accents equals all with the same letters."""
    size = len(name)
    return [
        (start, start + size)
        for start in range(len(words) - size + 1 if size else 0)
        if all(map(_is_equal, name, words[start : start + size]))
    ]


def _is_equal(one: Word, other: Word) -> bool:
    return one.folded == other.folded and (one.exact == other.exact or not one.accented or not other.accented)


def _is_inside(span: tuple[int, int], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _is_former(following: Sequence[Word], distance: int = 0) -> bool:
    """Return True if "cũ" or "trước đây" follows, after at most `distance` other words."""
    exact = [word.exact for word in following]
    return any(exact[start : start + len(mark)] == mark for start in range(distance + 1) for mark in _FORMER)


def _find_levels(text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where "huyện …", "thành phố …" and so on stand, each with the name that follows."""
    has_accents = any(word.accented for word in words)
    for level in _LEVELS:
        for start, end in _occurrences(level, words):
            is_spelt_out = [word.exact for word in words[start:end]] == [word.exact for word in level]
            # Without accents "quan" and "huyen" are also other words, such as that in "cơ quan".
            if not is_spelt_out and (has_accents or level is _QUAN):
                continue
            if text[words[start].start : words[end - 1].end].lower() == "tt":  # or "trung tâm", "thông tin"
                continue
            if (start and words[start - 1].folded in _NOT_AFTER) or _is_former(words[end:], _MAX_FORMER_DISTANCE):
                continue
            name = _name_after(text, words, end)
            if not name:
                is_level = is_spelt_out and level is _HUYEN
            elif name[0].isdigit():
                is_level = level is _QUAN
            else:
                is_level = not (level is _THANH_PHO and _CITIES & {name[0], " ".join(name)})
            if is_level:
                yield start, end + len(name)


def _name_after(text: str, words: Sequence[Word], start: int) -> list[str]:
    """Return up to two folded words from `start` on, which only spaces part, or a point before the first."""
    name: list[str] = []
    for previous, word in pairwise(words[start - 1 : start + 2]):
        if text[previous.end : word.start].strip(" \u00a0" if name else " .\u00a0"):
            break
        name.append(word.folded)
    return name


def _cut(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end]
