"""Words as the search compares them: spelling variants are equal, and so are all spellings of a number or a date."""

import re
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


class Number(NamedTuple):
    """A telephone number or a date in a text in NFC, and the words that stand for it, the most exact first."""

    words: tuple[str, ...]
    start: int
    end: int


def search_words(text: str) -> list[Word]:
    """Return the words of `text` in order, with the same form for all spellings of a word."""
    return [_normalize(word) if word.folded[-1] == "y" or word.folded[0] == "0" else word for word in exact_words(text)]


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


def _normalize(word: Word) -> Word:
    folded = word.folded
    if _Y.fullmatch(folded):
        start, _, tone = word.exact.rpartition("y")
        return word._replace(folded=f"{folded[:-1]}i", exact=f"{start}i{tone}")
    if folded[0] == "0" and len(folded) == 2:
        return word._replace(folded=folded[1], exact=folded[1])
    return word
