"""Text in capitals as a sentence: "HỘI NGHỊ CỦA UBND XÃ SAO VÀNG" → "Hội nghị của UBND xã Sao Vàng".

Only the case of letters changes, so the result has the length of the text.
"""

import re
from collections.abc import Callable, Iterable
from unicodedata import normalize

from saovang.core.text import fold
from saovang.core.typography import place_names

MIN_WORDS = 3  # in capitals; fewer may be an abbreviation and its number
# Syllables of Vietnamese by their bare letters. What is none is an abbreviation: UBND, OCOP, VNPT.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.ASCII
)
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_BEFORE_ROMAN = {"thứ", "khóa", "khoá", "quý", "kỳ", "chương", "phần", "mục", "hạng", "loại", "cấp", "lần"}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_START = re.compile(r"(?:\A|[.!?…]\s)[\W_]*(\w)")
_NAMES = (
    "Việt Nam", "Hồ Chí Minh", "Đảng", "Quốc hội", "Chính phủ", "Nhà nước", "Tết Nguyên đán", "Tết", "Trung thu",
    "Thanh Hóa",
    "Hà Nội", "Thăng Long", "Điện Biên Phủ", "Cách mạng tháng Tám", "Mặt trận Tổ quốc", "Đoàn Thanh niên",
    "Hội Phụ nữ", "Hội Nông dân", "Hội Cựu chiến binh", "VNeID", "Facebook", "Zalo", "Viettel", "Quốc khánh", "Bác Hồ",
    "Cụ Hồ", "đảng viên", "ứng dụng AI", "công nghệ AI", "trợ lý AI", "tập huấn AI", "sử dụng AI",
    # the provinces
    "Huế", "Lai Châu", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Nghệ An", "Hà Tĩnh", "Tuyên Quang", "Lào Cai",
    "Phú Thọ", "Bắc Ninh", "Hưng Yên", "Hải Phòng", "Ninh Bình", "Quảng Trị", "Đà Nẵng", "Quảng Ngãi",
    "Gia Lai", "Khánh Hòa", "Lâm Đồng", "Đắk Lắk", "Đồng Nai", "Tây Ninh", "Cần Thơ", "Vĩnh Long", "Đồng Tháp",
    "Cà Mau", "An Giang", "Điện Biên",
)  # fmt: skip
# "nguyễn văn an": a surname and a middle name that no other word begins with.
_PERSON = re.compile(
    r"(?<!\w)(?:nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|đào|mai|trịnh|lương|hà|cao|tạ)"
    r" (?:văn(?! hóa| hoá| nghệ| bản| phòng| minh| học| thư)|thị(?! trấn| xã| trường| đội| sát)) [^\W\d_]+"
)

_sources: list[Callable[[], Iterable[str]]] = []


def register_names(source: Callable[[], Iterable[str]]) -> None:
    """Register a function that returns names, such as those of people in office, as they are written."""
    _sources.append(source)


def is_in_capitals(text: str) -> bool:
    """Return True if a text of several words has capitals only, but for digits and signs."""
    return len(_WORD.findall(text)) >= MIN_WORDS and text == text.upper() != text.lower()


def sentence_case(text: str) -> str:
    """Return a text in capitals as a sentence, with the names that the portal knows; any other text as it is."""
    text = normalize("NFC", text)
    if not is_in_capitals(text):
        return text
    previous = ""

    def convert(match: re.Match[str]) -> str:
        nonlocal previous
        word, before = match[0], previous
        previous = word.lower()
        is_number = before in _BEFORE_ROMAN and _ROMAN.fullmatch(word)
        has_digit = any(char.isdigit() for char in text[match.start() - 1 : match.start()] + text[match.end()][:1])
        return word if is_number or has_digit or not _SYLLABLE.fullmatch(fold(word)) else word.lower()

    text += " "
    result = _WORD.sub(convert, text)[:-1]
    names = {*_NAMES, *place_names(), *(name for source in _sources for name in source())}
    if names:
        longest_first = sorted(names, key=len, reverse=True)
        written = {name.lower(): name for name in names}
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
        result = pattern.sub(lambda match: written.get(match[0].lower(), match[0]), result)
    result = _PERSON.sub(lambda match: match[0].title(), result)
    return _SENTENCE_START.sub(lambda match: match[0][:-1] + match[0][-1].upper(), result)
