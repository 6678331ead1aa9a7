"""Phrases that no line break should tear apart: "17 giờ", "khu phố 4", "QĐ-UBND", "5 ha", names of places.

They are joined when a page is rendered, not when a text is saved: what is stored, edited, searched, compared and
exported has plain spaces, texts of old portals need no conversion, and a new name of a place counts in all of them.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

MAX_LENGTH = 15  # characters of a phrase: at double text size, a longer one would not fit on a line of a phone
MAX_CODE_LENGTH = 18
NBSP = "\u00a0"

# In these patterns a space is one that breaks or not. Repetitions are bounded, so that no text takes long.
_UPPER = "".join(char for code in [*range(0x41, 0x250), *range(0x1E00, 0x1F00)] if (char := chr(code)).isupper())
_NAME = rf"[{_UPPER}][^\W\d_{_UPPER}]{{1,6}}(?: [{_UPPER}][^\W\d_{_UPPER}]{{1,6}}){{1,2}}(?!\w)"
_QUARTER = "khu phố|tổ dân phố|thôn|làng|xóm|ấp|khóm|buôn|bản"
_UNIT = rf"{_QUARTER}|xã|phường|thị trấn|thị xã|huyện|quận|thành phố|tỉnh|TT\.|TP\."
# 1234/QĐ-UBND, 38-CT/TW: capitals beside each other, and a hyphen or a slash.
_PART = "[A-ZĐ0-9][A-Za-zĐđ0-9]{0,9}"
_CODE = rf"(?<![\w/.-])(?=[^\s<]{{0,20}}[A-ZĐ]{{2}}){_PART}(?:[-/]{_PART}){{1,4}}(?![\w/-])"
_PHRASES = [
    rf"(?:(?i:số) )?{_CODE}",
    r"\d{1,2} giờ(?: \d{1,2}(?: phút)?)?\b",
    r"(?i:ngày|sáng|trưa|chiều|tối|đêm|mùng|mồng) \d{1,2}(?:/\d{1,2}(?:/\d{4})?)?\b",
    r"(?i:tháng) \d{1,2}(?:/\d{4})?\b",
    r"(?i:năm|quý|thế kỷ) (?:\d{1,4}|[IVX]{1,5})\b",
    rf"(?i:{_UNIT}) (?:\d{{1,4}}[A-Za-z]?\b|(?P<name>{_NAME}))",
    r"(?i:KP|TDP|tổ|đội|số|ngõ|quốc lộ) \d{1,4}[A-Za-z]?\b",
    r"(?i:khóa|kỳ|đợt|lần|tuần|cấp|lớp|bước|điều|khoản|chương|mục) \d{1,4}[A-Za-z]?\b",
    r"\d[\d.,]{0,14}(?: (?:nghìn|ngàn|triệu|tỷ|tỉ))?"
    r" (?:đồng|nghìn|ngàn|triệu|tỷ|tỉ|phút|ha|hécta|sào|mẫu|km²|[kcm]?m|m[²³23]|km/h|tấn|tạ|yến|kg|g|lít|°C|℃|%)(?!\w)",
    r"(?<!\.)0\d{2,4}(?: \d{3,4}){1,3}\b",  # telephone numbers
]
_TAG = re.compile(r'(<span class="nowrap">[^<]*</span>|<[^">]*(?:"[^"]*"[^">]*)*>)')

_sources: list[Callable[[], Iterable[str]]] = []


def register_places(source: Callable[[], Iterable[str]]) -> None:
    """Register a function that returns texts with names of places: a name, "xã" and a name, or an address."""
    _sources.append(source)


def place_names() -> set[str]:
    """Return the names of places in the registered texts."""
    return _find_places(text for source in _sources for text in source())


def _find_places(texts: Iterable[str]) -> set[str]:
    return {name.replace(NBSP, " ") for text in texts for name in _PLACE.findall(text)}


def join_phrases(html: str) -> str:
    """Return escaped text or sanitized HTML whose phrases do not break. Idempotent; tags stay as they are.

    Spaces in a phrase become non-breaking. A code such as QĐ-UBND is put into an element that does not wrap: with a
    non-breaking hyphen, which is another character, nobody would find what they copied.
    """
    pattern = _compile(tuple(text for source in _sources for text in source()))
    parts = _TAG.split(html)
    parts[::2] = [pattern.sub(_join, part.replace("&nbsp;", NBSP)) for part in parts[::2]]
    return "".join(parts)


def _join(match: re.Match[str]) -> str:
    if name := match["name"]:
        return match[0].removesuffix(name) + name.replace(" ", NBSP)
    phrase, code = match[0], _CODE_PATTERN.search(match[0])
    if len(code[0] if code else phrase) > (MAX_CODE_LENGTH if code else MAX_LENGTH):
        return phrase
    return _CODE_PATTERN.sub(r'<span class="nowrap">\g<0></span>', phrase.replace(" ", NBSP))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(" ", f"[ {NBSP}]"))


_CODE_PATTERN = _pattern(_CODE)
_PLACE = _pattern(rf"(?:\b(?i:{_UNIT}) |\A(?!(?i:{_UNIT}) ))({_NAME})")


@lru_cache(maxsize=4)
def _compile(place_texts: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted(_find_places(place_texts), key=len, reverse=True)
    alternatives = [*_PHRASES, *(rf"{name}\b" for name in names)]
    return _pattern(rf"(?<!\w)(?=\w)(?:{'|'.join(alternatives)})")  # all begin with a word: 5 times as fast
