"""Words as the search compares them: spelling variants are equal, and so are all spellings of a number or a date."""

import re
import unicodedata
from typing import NamedTuple

from saovang.core.text import Word, exact_words, fold, tel_digits

# "kỷ" and "kỉ", "lý" and "lí": y as the only vowel.
_Y = re.compile(r"([bcdghklmnprstvx]{1,2}|qu)y")
# Both begin with a character that is rare in texts, and only then look behind it: ten times as fast.
_TELEPHONE = re.compile(
    r"[0+(18](?<![0-9].)(?:(?:(?<=0)(?:084)?|(?<=\()(?:(?:\+|00)?84|0)|(?<=\+)84|(?<=8)4)(?:[ .()-]{0,2}[0-9]){9,10}"
    r"|(?<=1)[89]00(?:[ .-]?[0-9]){4,6})(?![0-9])"
)
_COUNTRY_CODE = re.compile("^(?:00)?84(?=[0-9]{9,10}$)")
_DATE = re.compile(
    r"([0-9](?<![0-9/.-].)(?:(?<=[0-3])[0-9])?)(?: ?([/.-]) ?| thang )(1[0-2]|0?[1-9])"
    r"(?:(?: ?[/.-] ?| nam )([12][0-9]{3}|[0-9]{2}))?(?![0-9]|[/.-][0-9a-z])"
)
_DAY = re.compile("(?<![0-9a-z/.-])(?:ngay|mung|mong) ")
LAST_DIGITS = (9, 7, 6, 4)  # of a telephone number by which people find it: without 0, without area code, fewer
# Accents as digits, as in the VNI input method and in `Word.exact`; Telex has letters for tones.
_MARKS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_SHAPES = {"6": "\u0302", "7": "\u031b", "8": "\u0306"}
_DIGITS = {mark: digit for digit, mark in (_MARKS | _SHAPES).items()} | {"đ": "d9"}
_TELEX_TONES = str.maketrans("sfrxj", "12345")
_VNI = re.compile("[a-z]+[1-9][a-z1-9]*")
_SYLLABLE = re.compile("(qu|gi(?=[aeouy])|[^aeiouy]*)([aeiouy]+)([^aeiouy]*)")
_VIETNAMESE = re.compile("([bdlmrsvx]|[ck]h?|gh?|gi|n[gh]?|ngh|ph?|qu|t[hr]?|h)?[aeiouy]{1,3}(c|ch|m|n|ng|nh|p|t)?")
_Y_IN_TEXTS = re.compile("(?:[klmt]|qu)i[1-5]")  # spelt with y by most
# A page of a portal that was pasted: its last part is the slug. Of other addresses the domain says what is meant.
_URL = re.compile(r"https?://[^\s/]+/(?:[^\s?#]*/)?([^\s/?#]+)/?(?:[?#]\S*)?")
# What a query begins and ends with if it is written like a letter; folded.
_WHOM = "(?:cac |quy )?(?:anh chi|co chu|anh|chi|co|chu|bac|ad|admin|moi nguoi|can bo|ubnd|uy ban|xa)"
_POLITE = re.compile(
    r"^(?:(?:da|alo|a lo|thua)\b[ ,.]*(?=(?:cho|xin|em|chau|toi|anh chi|co chu|thua|bac)\b)"
    rf"|(?:(?:em|con|chau|toi|minh) )?(?:xin chao|kinh chao|chao(?= {_WHOM}\b))(?: {_WHOM}\b)*"
    rf"|{_WHOM} oi\b|(?:nho (?:{_WHOM} )?)?(?:giup|huong dan giup) (?:em|con|chau|toi|minh)\b(?: voi\b)?"
    rf"|(?:xin )?cho (?:(?:em|con|chau|toi|minh) )?(?:xin )?hoi\b(?: ve\b| la\b)?|[ ,.!:])+"
    r"|(?:[ ,.!]*\b(?:em|con|chau|toi|minh|xin)(?: xin)?|[,.!]+) ?(?:chan thanh )?cam on\b[^0-9]*$"
)
_LAST = re.compile(r"(?:[ ,.!?]+(?:với|nhé|nha|ạ|nhỉ|vậy))+[ .!?]*$", re.IGNORECASE)
# Words that people shorten, in a query.
_SHORTENED = {
    "đ/c": "",
    "đ.c": "",
    "bn": "bao nhiêu",
    "hok": "không",
    "j": "gì",
    "khg": "không",
    "ko": "không",
    "kp": "khu phố",
    "lm": "làm",
    "mấy h": "mấy giờ",
    "may h": "mấy giờ",
    "ntn": "như thế nào",
    "vc": "việc",
} | {f"t{day}": f"thứ {day}" for day in range(2, 8)}
_SHORT = re.compile(rf"(?<![\w.,/-])({'|'.join(map(re.escape, _SHORTENED))})(?=[0-9\s?!]|$)", re.IGNORECASE)


class Number(NamedTuple):
    """A telephone number or a date in a text in NFC, and the words that stand for it, the most exact first."""

    words: tuple[str, ...]
    start: int
    end: int


def search_words(text: str) -> list[Word]:
    """Return the words of `text` in order, with the same form for all spellings of a word."""
    return [_normalize(word) if word.folded[-1] == "y" or word.folded[0] == "0" else word for word in exact_words(text)]


def expand(query: str) -> str:
    """Return a query with whole words for those that are shortened, without polite words and the address of a page."""
    query = _URL.sub(r"\1", unicodedata.normalize("NFC", query))
    for match in reversed(list(_POLITE.finditer(fold(query)))):
        query = f"{query[: match.start()]} {query[match.end() :]}".strip() or query
    query = _LAST.sub("", query) or query
    is_accented = any(word.accented for word in exact_words(query))

    def whole(match: re.Match) -> str:
        words = _SHORTENED[match[0].lower()]
        return f"{words if is_accented else fold(words)} "

    return _SHORT.sub(whole, query)


def spellings(word: str) -> list[str]:
    """Return the folded spellings that `search_words` turns into a folded `word`."""
    if word.isdigit() and len(word) == 1:
        return [word, f"0{word}"]
    with_y = f"{word[:-1]}y"
    return [word, with_y] if word[-1] == "i" and _Y.fullmatch(with_y) else [word]


def find_numbers(text: str) -> list[Number]:
    """Return the telephone numbers and the dates in `text`, in order.

    The word for a date has a z and digits, so it is different from all words of texts.
    """
    folded = fold(text)
    numbers = []
    for match in _DATE.finditer(folded):
        day, separator, month, year = match.groups()
        if year or separator in (None, "/"):
            word = f"zd{int(day):02}{int(month):02}"
            year = f"20{year}" if year and len(year) == 2 else year
            start = match.start()
            if _DAY.fullmatch(folded, start - len("ngay "), start):
                start -= len("ngay ")
            numbers.append(Number((word + year, word) if year else (word,), start, match.end()))
    for match in _TELEPHONE.finditer(folded):
        digits = _COUNTRY_CODE.sub("0", tel_digits(match[0]))
        numbers.append(Number((digits, *(digits[-length:] for length in LAST_DIGITS)), *match.span()))
    numbers.sort(key=lambda number: number.start)
    return [number for index, number in enumerate(numbers) if not index or numbers[index - 1].end <= number.start]


def decode_keys(typed: str) -> str:
    """Return the exact word for keys of Telex or VNI that no input method has converted ("ddaats", "d9at61"), or "".

    Some of them may have been converted ("đaats").
    """
    coded = "".join(_DIGITS.get(char, char) for char in unicodedata.normalize("NFD", typed.lower()))
    digits = set(re.findall("[1-9]", coded))
    letters = re.sub("[1-9]", "", coded)
    if not re.fullmatch("[a-z]{1,12}", letters):
        return ""
    if not _VNI.fullmatch(typed.lower()):
        before = len(digits), letters
        start = re.match("[^aeiouyw]*", letters)
        onset, rest = letters[: start.end()], letters[start.end() :]  # type: ignore[union-attr]  # matches anything
        rest = rest.translate(_TELEX_TONES)
        digits |= set(re.findall("[1-5]", rest)[-1:])
        rest = re.sub("[1-5]", "", rest)
        if onset == "dd" or (onset == "d" and "d" in rest):
            onset, rest = "d", rest.replace("d", "")
            digits.add("9")
        if "w" in rest:
            rest = rest.replace("w", "") if re.search("[aou]", rest) else rest.replace("w", "u")
            digits.add("8" if "a" in rest and (onset == "q" or "u" not in rest) else "7")
        rest, doubled = re.subn(r"([aeo])\1", r"\1", rest)
        digits |= {"6"} if doubled else set()
        letters = onset + rest
        if (len(digits), letters) == before:
            return ""
    if "9" in digits:
        letters = re.sub("^d", "d9", letters)
    if "6" in digits:
        letters = re.sub("([aeo])(?=[^aeo]*$)", r"\g<1>6", letters)
    if "8" in digits:
        letters = letters.replace("a", "a8")
    if "7" in digits:
        letters = letters.replace("uo", "u7o7") if "uo" in letters else re.sub("o|(?<!q)u", r"\g<0>7", letters, count=1)
    return letters + max(digits & set(_MARKS), default="") if is_vietnamese(re.sub("[6-9]", "", letters)) else ""


def is_vietnamese(folded: str) -> bool:
    """Return whether a folded word has the form of a Vietnamese syllable."""
    return _VIETNAMESE.fullmatch(folded) is not None


def spell(exact: str) -> str:
    """Return an exact word as it is written: "d9a6t1" → "đất"."""
    if _Y_IN_TEXTS.fullmatch(exact):
        exact = exact.replace("i", "y")
    tone = exact[-1] if exact[-1] in _MARKS else ""
    letters = re.findall("[a-z][6-9]?", exact)
    syllable = _SYLLABLE.fullmatch("".join(letter[0] for letter in letters))
    if tone and syllable:
        start, end = syllable.span(2)
        shaped = [index for index in range(start, end) if len(letters[index]) > 1]
        is_last = end - start == 1 or syllable[3]
        index = shaped[-1] if shaped else end - (1 if is_last else 2)
        letters[index] += _MARKS[tone]
    text = "".join(letters).replace("d9", "đ")
    return unicodedata.normalize("NFC", re.sub("[678]", lambda match: _SHAPES[match[0]], text))


def _normalize(word: Word) -> Word:
    folded = word.folded
    if _Y.fullmatch(folded):
        start, _, tone = word.exact.rpartition("y")
        return word._replace(folded=f"{folded[:-1]}i", exact=f"{start}i{tone}")
    if folded[0] == "0" and len(folded) == 2:
        return word._replace(folded=folded[1], exact=folded[1])
    return word
