"""Vietnamese text as it is read aloud: abbreviations, dates, times, numbers and units in words.

Numbers that anybody reads at a glance stay digits: below 1,000, years, days, hours. All others are written out.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from saovang.core.text import clean_text, fold

MAX_DIGITS = 15  # of a number; a longer one is read digit by digit
_CONFIG = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
ABBREVIATIONS: dict[str, str] = _CONFIG["abbreviations"]
_DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
_AMOUNT_WORDS = {*_DIGITS, *"mười mươi mốt tư lăm linh lẻ trăm nghìn ngàn triệu tỷ tỉ phẩy đồng chẵn".split()}
_NUMBERS = {"I": 1, "V": 5, "X": 10}


class Spoken(NamedTuple):
    """A text as it is read, and the words in capitals whose meaning is not known, which are spelled."""

    text: str
    unknown: list[str]


# ---- Numbers


def read_number(number: int) -> str:
    """Return a number that is not negative in words: 1005 → "một nghìn không trăm linh năm"."""
    if number >= 10**9:
        billions, rest = divmod(number, 10**9)
        words = f"{read_number(billions)} tỷ"
        return f"{words} {_read_groups(rest, is_first=False)}" if rest else words
    return _read_groups(number, is_first=True) if number else _DIGITS[0]


def read_digits(digits: str) -> str:
    """Return digits one by one: "0912" → "không chín một hai". Other characters are ignored."""
    return " ".join(_DIGITS[int(digit)] for digit in digits if digit in "0123456789")


def read_decimal(whole: str, fraction: str, sign: str = "phẩy") -> str:
    """Return a decimal number in words: "12", "05" → "mười hai phẩy không năm"."""
    is_short = len(fraction) < 4 and not fraction.startswith("0")
    return f"{_read_whole(whole)} {sign} {read_number(int(fraction)) if is_short else read_digits(fraction)}"


def _read_groups(number: int, is_first: bool) -> str:
    """Read groups of three digits. Those behind another group are read with their zeros."""
    parts: list[str] = []
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, number = divmod(number, size)
        if group:
            parts.append(f"{_read_group(group, has_hundreds=not is_first or bool(parts))} {name}")
    return " ".join(" ".join(parts).split())


def _read_group(number: int, has_hundreds: bool) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or has_hundreds else []
    if tens:
        words.append("mười" if tens == 1 else f"{_DIGITS[tens]} mươi")
    elif ones and words:
        words.append("linh")
    if ones:
        special = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"} if tens else {}
        words.append(special.get(ones, _DIGITS[ones]))
    return " ".join(words)


def _read_whole(digits: str) -> str:
    if len(digits) > MAX_DIGITS or (digits[0] == "0" and len(digits) > 1):
        return read_digits(digits)
    return read_number(int(digits))


def read_ordinal(number: int) -> str:
    """Return what follows "thứ": 1 → "nhất", 4 → "tư"."""
    return {1: "nhất", 4: "tư"}.get(number) or read_number(number)


def roman_to_int(numeral: str) -> int | None:
    """Return the value of a Roman numeral up to XXXIX, or None if it is malformed."""
    if not re.fullmatch("X{0,3}(?:IX|IV|V?I{0,3})", numeral) or not numeral:
        return None
    values = [_NUMBERS[char] for char in numeral]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


# ---- Patterns, applied in this order. What one writes is nothing that a later one would change.

_NOT_IN_WORD = r"(?<![\w.,/:-])"
_DAY, _MONTH, _YEAR = r"(0?[1-9]|[12]\d|3[01])", r"(0?[1-9]|1[0-2])", r"((?:1[89]|2[01])\d\d)"
_END = r"(?![\w/])(?!-\w)"
_DASH = r"\s?[-–—]\s?"
_DAY_WORDS = r"(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|rạng sáng)"
# What is counted: "10/12 hộ" is a part of a whole, "ngày 10/12" a date.
_COUNTED = (
    r"(?:số|tổng|diện tích|dân số|hộ|khẩu|thôn|làng|bản|khu|tổ|xã|phường|tiêu chí|chỉ tiêu|nội dung|nhiệm vụ|đại biểu|"
    r"đồng chí|cử tri|phiếu|thành viên|ủy viên|đảng viên|hội viên|đoàn viên|công trình|dự án|trường|lớp|học sinh|em|"
    r"người|điểm|giờ|phần|suất|chi bộ|đơn vị|cơ quan|hồ sơ|thủ tục)"
)
# A number by which somebody or something is known, and no amount.
_CODE = re.compile(
    r"\b((?i:mã(?: số)?(?: thuế| định danh| hồ sơ| doanh nghiệp)?|tài khoản|MST|STK|CCCD|CMND|căn cước(?: công dân)?)"
    r"(?: số)?:?) (\d(?:[ .]?\d){5,18})(?![\w/]|[.,-]\d)"
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"”)]+|(?<![\w.@-])[\w-]+(?:\.[\w-]+)*\.(?:vn|com|org|net)\b(?:/[^\s<>\"”)]*)?"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TELEPHONE = re.compile(r"(?<![\w/.,-])(?:(?:\+84|\(?0)(?:[ .()-]{0,2}\d){8,10}|1[89]00(?:[ .-]?\d){4,6})(?![\w/])")
# "114", "1022" in a sentence about calling somebody, unless something is counted.
_SHORT_TELEPHONE = re.compile(r"(?<![\w/.,-])1\d{2,3}(?= ?(?:[.,;:!?()–-]|hoặc|và|để|khi|nếu|$))(?![.,/-]\d)")
_CALLING = re.compile(
    r"\b(?:gọi|tổng đài|đường dây nóng|hotline|điện thoại|ĐT|SĐT|liên hệ|số máy)\b[^.!?]*$", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"(?<![\w/.-])(?:(?P<kind>[^\W\d]{1,10} (?!số:? )[^\W\d]{1,10}) )?"
    r"(?P<number>(?i:số:? )?\d{1,5})(?:/(?P<year>\d{4}))?[-/]"
    r"(?P<parts>[A-ZĐƯ][A-Za-zĐđƯ]{0,9}\d{0,2}(?:[-/ ]?[-/][ ]?[A-ZĐƯ][A-Za-zĐđƯ]{0,11}\d{0,2}){0,3})(?![\w/-])"
    r"(?P<has_issuer>(?=,? (?:ngày [\d/. -]{3,12} )?của ))?"
)
_DAY_RANGE = re.compile(
    rf"{_NOT_IN_WORD}((?:(?i:từ|các|hai|ba|bốn|trong|những) )?(?i:ngày ))?"
    rf"{_DAY}{_DASH}{_DAY}/{_MONTH}(?:/{_YEAR})?{_END}"
)
_DATE = re.compile(rf"(?i:\b({_DAY_WORDS}) )?{_NOT_IN_WORD}{_DAY}([/.-]){_MONTH}\3{_YEAR}{_END}")
_ISO_DATE = re.compile(rf"(?i:\b({_DAY_WORDS}) )?{_NOT_IN_WORD}{_YEAR}-{_MONTH}-{_DAY}{_END}")
# "ngày 5.12"; "30-4", which is no range.
_WORD_SHORT_DATE = re.compile(rf"(?i:\b({_DAY_WORDS}) ){_DAY}[.-]{_MONTH}(?![\w/.-]\w|\w)")
_SCORE = re.compile(
    r"\b((?i:t[ỷỉ] số|kết quả|thắng|thua|hòa|hoà)(?: chung cuộc)?(?: là)?:?) (\d{1,2})\s?[-–]\s?(\d{1,2})"
    r"(?![\w/.,-]\w|\w)"
)
_COMPARISONS = {">": " trên ", "<": " dưới ", "~": " khoảng ", "±": " cộng trừ "}
_COMPARISON = re.compile(r"[<>~±](?= ?\d)")
_SCALE_RATIO = re.compile(r"\b((?i:t[ỷỉ] lệ(?: bản đồ)?)) 1[:/](\d[\d.]*)(?![\w/])")
_DAY_DASH_MONTH = re.compile(rf"{_NOT_IN_WORD}{_DAY}-{_MONTH}{_END}(?![.,]\d)")
# Between two dates: after a year, or before a day and a month.
_DATES_DASH = re.compile(rf"(?:(?<=\d/\d\d\d\d)|(?:(?<=\d/\d)|(?<=\d/\d\d))(?={_DASH}\d{{1,2}}/\d)){_DASH}(?=\d)")
_MONTH_YEAR = re.compile(rf"(?i:\b(tháng) |(?<!số )){_NOT_IN_WORD}{_MONTH}[/-]{_YEAR}{_END}")
_FRACTION = re.compile(rf"{_NOT_IN_WORD}(\d{{1,4}})/(\d{{1,4}})(?![\w/])(?!-\w)(?P<counted>(?= {_COUNTED}\b))?")
_LARGE_FRACTION = re.compile(r"(?<=\d)/(?=\d{1,3}(?:\.\d{3})+(?!\d))|(?<=\.\d\d\d)/(?=\d)|(?<=\b24)/(?=24 ?h\b)")
_SHORT_DATE = re.compile(rf"(?i:\b({_DAY_WORDS}) )?{_NOT_IN_WORD}{_DAY}/{_MONTH}{_END}")
_TIMES_DASH = re.compile(rf"(?:(?<=\dh)|(?:(?<=[hg:]\d\d))(?={_DASH}\d{{1,2}}[hg:])){_DASH}(?=\d)")
_TIME = re.compile(
    r"(?<![\w.,/:-])([01]?\d|2[0-4])(?: ?(?:h|g|giờ) ?([0-5]\d)(?:(?: ?(?:phút|ph|p)\b)|')?|:([0-5]\d)|h)(?![\w:/])"
)
_SOUTHERN_HOUR = re.compile(r"\b((?i:lúc|từ|đến|vào|hồi|trước|sau)) (\d{1,2})g(?!\w)")
_QUARTER = re.compile(r"\b((?i:quý)) (IV|I{1,3}|[1-4])(?:[/-](\d{4}))?(?!\w)")
_ORDINAL = re.compile(
    r"\b((?i:lần thứ|kỳ họp thứ|phiên họp thứ|hội nghị thứ|hạng|loại|thứ)) ([IVX]+|\d{1,2})(?![\w/.,]\w|\w)"
)
_ROMAN = re.compile(
    r"\b((?i:đại hội(?: đảng)?(?: toàn quốc)?|kh[óo][áa]|chương|phần|mục|thế kỷ|thế kỉ|giai đoạn|phụ lục|vùng|nhóm|cấp|"
    r"khu vực|trung ương|đợt|kỳ|bậc)) ([IVX]+)(?!\w)"
)
_HEADING = re.compile(r"^([IVX]+|\d{1,2})\s?[.)/]\s+(?=\S)")
_BULLET = re.compile(r"^(?:[-–—*•·]|\+(?!\d))\s*")
_UNITS = "|".join(sorted(map(re.escape, _CONFIG["units"]), key=len, reverse=True))
_SCALES = r"(?: ?(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm|vạn))?"
_RANGE = re.compile(rf"(?<![\w./-])(\d[\d.,]*(?: ?%)?){_DASH}(?=\d[\d.,]*(?![\w/-]*[A-ZĐ-])(?:\W|{_UNITS}|$))")
_BELOW_ZERO = re.compile(r"(?<![\w.,)])[-−–](?=\d{1,2}(?:,\d)? ?(?:°|º|độ))")
_HEIGHT = re.compile(r"(?<![\w.,])(\d)m(?![23](?!\d))(\d\d?)(?!\w)")
_TIMES_SIGN = re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)")
_UNIT = re.compile(rf"(?<=\d)({_SCALES}) ?({_UNITS})(?![\w²³])")
_PER = re.compile(rf"(?<=[^\W\d_])(?<!\b[A-ZĐ])/(?:(?P<unit>{_UNITS})(?![\w²³])|(?=[^\W\d_]))")
_GROUPED = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3}){2,})(?:,(\d+))?(?![\w/]|[.,]\d)")
_DECIMAL = re.compile(r"(?<![\w.,/-])(\d{1,9})([.,])(\d{1,9})(?![\w/]|[.,]\d)")
_INTEGER = re.compile(r"(?<![\w.,/-])(\d{4,}|0\d+)(?![\w/]|[.,]\d)")
_PARENTHESES = re.compile(r" ?\(([^()]*)\)")
_PHRASE = re.compile(
    rf"(?<![\w/.])(?:{'|'.join(sorted(map(re.escape, _CONFIG['phrases']), key=len, reverse=True))})(?:(?<=\.)|(?!\w))",
    re.IGNORECASE,
)
_ROAD = re.compile(rf"(?<!\w)({'|'.join(_CONFIG['roads'])})[ .]?(\d{{1,3}}[A-Z]?)(?!\w)")
_WORD = re.compile(r"(?<!\w)[^\W\d_]++(?:-[A-ZĐƯ][^\W\d_]*)?(?!\w)")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?", re.IGNORECASE
)
_SYMBOLS = str.maketrans(
    {"&": " và ", "≥": " từ ", "≤": " không quá ", "+": " cộng ", "=": " bằng ", "*": " ", "_": " "}
    | {"½": "một phần hai", "¼": "một phần tư", "¾": "ba phần tư"}
)


def read_aloud(text: str, abbreviations: Mapping[str, str] | None = None) -> Spoken:
    """Return plain text, one paragraph, as it is read. `abbreviations` add to the known ones, in capitals."""
    known = ABBREVIATIONS | dict(abbreviations or {})
    unknown: list[str] = []
    text = _BULLET.sub("", clean_text(text).replace("\u00a0", " ").replace("\u202f", " "))
    begins_upper = text[:1].isupper()
    for pattern, replace in _RULES:
        text = pattern.sub(replace, text)
    is_heading = text.isupper()

    def expand(match: re.Match[str]) -> str:
        return _expand(match[0], known, None if is_heading else unknown)

    text = _WORD.sub(expand, text)
    text = _tidy(text.translate(_SYMBOLS))
    return Spoken(text[:1].upper() + text[1:] if begins_upper else text, list(dict.fromkeys(unknown)))


def count_syllables(spoken: str) -> int:
    """Return the number of syllables of a text from `read_aloud`, without notes in brackets."""
    words = re.findall(r"\d+|[^\W\d_]+", re.sub(r"\[[^\]]*\]", "", spoken))
    return sum(len(_read_whole(word).split()) if word.isdecimal() else 1 for word in words)


def _expand(word: str, known: Mapping[str, str], unknown: list[str] | None) -> str:
    """Return what `word` stands for. A word without a syllable that is not known is spelled and added to `unknown`.

    `unknown` is None in a heading in capitals, where a syllable is a word and no abbreviation.
    """
    is_syllable = _SYLLABLE.fullmatch(fold(word)) is not None
    if word in known and not (unknown is None and is_syllable):
        return known[word]
    if "-" in word:
        parts = word.split("-")
        is_code = word.isupper() or all(part in known for part in parts)
        return " ".join(_expand(part, known, unknown) for part in parts) if is_code else word
    if not word.isupper() or len(word) < 2 or is_syllable or roman_to_int(word):
        return word
    if unknown is not None:
        unknown.append(word)
    return " ".join(word)


def _tidy(text: str) -> str:
    """Return `text` with single spaces and single punctuation marks."""
    text = re.sub(r" [-–—] ", ", ", re.sub(r"\s+", " ", text))
    text = re.sub(r" (?=[,.;:!?])", "", text)
    text = re.sub(r"[,;](?=\s*[.,;:!?])", "", text)
    return text.strip(" ,")


def _say_url(match: re.Match[str]) -> str:
    url, end = match[0].rstrip(".,;:"), match[0][len(match[0].rstrip(".,;:")) :]
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", url).partition("/")[0]
    return host.replace(".", " chấm ") + end


def _say_email(match: re.Match[str]) -> str:
    return match[0].replace("@", " a còng ").replace(".", " chấm ").replace("-", " gạch ngang ")


def _say_telephone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0].replace("+84", "0", 1))
    if groups[0] == "0" and len(groups) > 1:
        groups[:2] = [groups[0] + groups[1]]
    if len(groups) == 1 and len(groups[0]) > 4:
        digits = groups[0]
        groups = [digits[:4], *(digits[start : start + 3] for start in range(4, len(digits), 3))]
        if len(groups[-1]) == 1:
            groups[-2:] = ["".join(groups[-2:])]
    return ", ".join(map(read_digits, groups))


def _say_short_telephone(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 120) : match.start()]
    return read_digits(match[0]) if _CALLING.search(before) else match[0]


def _say_document(match: re.Match[str]) -> str:
    kind, year = match["kind"] or "", match["year"]
    number = match["number"] if match["number"][:1] in "sS" else f"số {match['number']}"
    parts = [part for part in re.split(r"[-/ ]+", match["parts"]) if part]
    issuers, name = parts, ""
    if parts[0] in _CONFIG["documents"]:
        name, issuers = _CONFIG["documents"][parts[0]], parts[1:]
    elif parts[0] in _CONFIG["issuers"]:
        issuers = parts[:1]  # what follows is the office that wrote it
    is_known = parts[0] in _CONFIG["documents"] | _CONFIG["issuers"] or parts[0].startswith(("QH", "UBTVQH"))
    if not is_known:
        issuer = f" trên {' '.join(map(_say_issuer, parts))}"
    else:
        issuer = f" của {' '.join(map(_say_issuer, issuers))}" if issuers and match["has_issuer"] is None else ""
    if name == kind.lower():
        name = ""
    return " ".join(f"{kind} {name} {number}{f' năm {year}' if year else ''}{issuer}".split())


def _say_issuer(part: str) -> str:
    if match := re.fullmatch(r"(QH|UBTVQH)(\d+)", part):
        name = "Quốc hội" if match[1] == "QH" else "Ủy ban Thường vụ Quốc hội"
        return f"{name} khóa {match[2]}"
    return _CONFIG["issuers"].get(part) or " ".join(part)


def _day(word: str | None, day: str, month: str, year: str | None = None) -> str:
    """Return a date after "ngày", "sáng" and so on, or with "ngày"."""
    word = word or ""
    is_day_word = word.lower() in ("ngày", "mùng", "mồng")
    start = word if is_day_word else f"{word} ngày".strip()
    return f"{start} {int(day)} tháng {int(month)}{f' năm {year}' if year else ''}"


def _say_day_range(match: re.Match[str]) -> str:
    before, first, last, month, year = match.groups()
    before = before or ""
    end = f"{int(last)} tháng {int(month)}{f' năm {year}' if year else ''}"
    if before and not before.lower().startswith(("từ", "ngày")):
        return f"{before}{int(first)} đến {end}"
    start = {"": "từ ngày", "ngày": "từ ngày", "Ngày": "Từ ngày"}.get(before.strip(), before.strip())
    return f"{start} {int(first)} đến ngày {end}"


def _say_date(match: re.Match[str]) -> str:
    word, day, _, month, year = match.groups()
    return _day(word, day, month, year)


def _say_day_dash_month(match: re.Match[str]) -> str:
    day, month = match.groups()
    return _day(None, day, month) if int(day) > int(month) else match[0]


def _say_score(match: re.Match[str]) -> str:
    return f"{match[1]} {read_number(int(match[2]))} {read_number(int(match[3]))}"


def _say_iso_date(match: re.Match[str]) -> str:
    word, year, month, day = match.groups()
    return _day(word, day, month, year)


def _say_month(match: re.Match[str]) -> str:
    return f"{match[1] or 'tháng'} {int(match[2])} năm {match[3]}"


def _say_fraction(match: re.Match[str]) -> str:
    first, second = int(match[1]), int(match[2])
    before = match.string[: match.start()].rstrip().lower()
    if re.search(rf"{_DAY_WORDS}$", before) and _SHORT_DATE.fullmatch(match[0]):
        return match[0]
    if re.search(r"\b(?:số nhà|nhà số|ngõ|ngách|hẻm|kiệt|thửa|đường)$", before):
        return f"{match[1]} trên {match[2]}"
    if (first, second) == (24, 7):
        return "24 giờ một ngày, 7 ngày một tuần"
    if first < second <= 4:
        return f"{read_number(first)} phần {read_ordinal(second)}"
    if match["counted"] is None and _SHORT_DATE.fullmatch(match[0]):
        return match[0]
    return f"{match[1]} trên {match[2]}"


def _say_time(match: re.Match[str]) -> str:
    minutes = int(match[2] or match[3] or 0)
    return f"{int(match[1])} giờ{f' {minutes} phút' if minutes else ''}"


def _say_quarter(match: re.Match[str]) -> str:
    number = roman_to_int(match[2]) or match[2]
    return f"{match[1]} {number}{f' năm {match[3]}' if match[3] else ''}"


def _say_ordinal(match: re.Match[str]) -> str:
    number = int(match[2]) if match[2].isdecimal() else roman_to_int(match[2])
    return f"{match[1]} {read_ordinal(number)}" if number else match[0]


def _say_roman(match: re.Match[str]) -> str:
    return f"{match[1]} {roman_to_int(match[2]) or match[2]}"


def _say_heading(match: re.Match[str]) -> str:
    number = int(match[1]) if match[1].isdecimal() else roman_to_int(match[1])
    return f"{number}. " if number else match[0]


def _say_unit(match: re.Match[str]) -> str:
    return f"{match[1]} {_CONFIG['units'][match[2]]}"


def _say_per(match: re.Match[str]) -> str:
    """Return "một" for the stroke of "đồng/kg", "đồng/hộ", "lần/tuần"; elsewhere, as in "và/hoặc", "hoặc"."""
    unit = match["unit"]
    if match.string.endswith("và", 0, match.start()):
        return " "
    before = match.string[max(0, match.start() - 40) : match.start()]
    is_rate = unit or re.search(rf"\d{_SCALES} ?[^\W\d]+(?:-[^\W\d]+)*(?:/[^\W\d]+)?(?: [^\W\d]+)?$", before)
    if not is_rate:
        return " hoặc "
    return f" một {_CONFIG['units'][unit]}" if unit else " một "


def _say_grouped(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[1])
    return read_decimal(digits, match[2]) if match[2] else _read_whole(digits)


def _say_decimal(match: re.Match[str]) -> str:
    whole, sign, fraction = match.groups()
    follows = match.string[match.end() :]
    is_number = sign == "," or re.match(
        r" ?(?:nghìn|ngàn|triệu|tỷ|tỉ|phần|độ|héc|ki-lô|mét|xăng|gam|lít|tấn|tạ|đồng)", follows
    )
    return read_decimal(whole, fraction, "phẩy" if is_number else "chấm")


def _say_integer(match: re.Match[str]) -> str:
    """Return words, unless the number is a year."""
    digits = match[1]
    if digits[0] == "0" and len(digits) == 2:  # "03 thôn"
        return digits[1]
    return digits if re.fullmatch(r"(?:1[5-9]|20|21)\d\d", digits) and not _counts(match) else _read_whole(digits)


def _counts(match: re.Match[str]) -> bool:
    """Return True if an amount or a unit follows the number."""
    follows = match.string[match.end() :]
    return bool(re.match(r" (?:đồng|triệu|tỷ|héc|ki-lô|mét|hộ|người|khẩu|suất|lượt|con|cây|tấn)\b", follows))


def _say_parentheses(match: re.Match[str]) -> str:
    """Leave out an abbreviation of what was just said; read everything else between commas."""
    text = match[1].strip()
    words = re.findall(r"\w+", text.lower().removeprefix("bằng chữ"))
    if {"đồng"} <= set(words) <= _AMOUNT_WORDS:  # the amount once more
        return ""
    is_alias = (text.isupper() and " " not in text) or re.match(r"(?i:sau đây|gọi tắt|viết tắt)", text)
    return "" if is_alias or not text else f", {text}, "


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str] | str]] = [
    (_HEADING, _say_heading),
    (_EMAIL, _say_email),
    (_URL, _say_url),
    (_CODE, lambda match: f"{match[1]} {read_digits(match[2])}"),
    (_TELEPHONE, _say_telephone),
    (_SHORT_TELEPHONE, _say_short_telephone),
    (_PARENTHESES, _say_parentheses),
    (_ROAD, lambda match: f"{_CONFIG['roads'][match[1]]} {match[2]}"),
    (_PHRASE, lambda match: f"{_CONFIG['phrases'][match[0].lower()]} "),
    (_DOCUMENT, _say_document),
    (_COMPARISON, lambda match: _COMPARISONS[match[0]]),
    (_SCORE, _say_score),
    (_SCALE_RATIO, r"\1 một trên \2"),
    (_DAY_RANGE, _say_day_range),
    (_DATES_DASH, " đến "),
    (_DATE, _say_date),
    (_ISO_DATE, _say_iso_date),
    (_MONTH_YEAR, _say_month),
    (_QUARTER, _say_quarter),
    (_LARGE_FRACTION, " trên "),
    (_FRACTION, _say_fraction),
    (_SHORT_DATE, lambda match: _day(*match.groups())),
    (_WORD_SHORT_DATE, lambda match: _day(*match.groups())),
    (_DAY_DASH_MONTH, _say_day_dash_month),
    (_TIMES_DASH, " đến "),
    (_TIME, _say_time),
    (_SOUTHERN_HOUR, r"\1 \2 giờ"),
    (_ORDINAL, _say_ordinal),
    (_ROMAN, _say_roman),
    (_BELOW_ZERO, "âm "),
    (_RANGE, r"\1 đến "),
    (_TIMES_SIGN, " nhân "),
    (_HEIGHT, r"\1 mét \2"),
    (_UNIT, _say_unit),
    (_PER, _say_per),
    (_GROUPED, _say_grouped),
    (_DECIMAL, _say_decimal),
    (_INTEGER, _say_integer),
]
