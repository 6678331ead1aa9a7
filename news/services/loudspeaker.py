"""The script of a bulletin for the commune's loudspeaker: articles as plain text in words that are read aloud."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

from news.models import Article, LoudspeakerSettings
from news.models.loudspeaker import DATE_PLACEHOLDER
from saovang.core.datetimes import WEEKDAYS
from saovang.core.spoken import ABBREVIATIONS, count_syllables, read_aloud
from saovang.core.text import fold
from saovang.search.models import Synonym

# What is only of use to who can click on it: cards of videos, and buttons.
_TO_CLICK = re.compile(r'<p class="video">.*?</p>|<a\b[^>]* class="button"[^>]*>.*?</a>', re.DOTALL)
INLINE_TAGS = frozenset("a abbr b code em i mark s small span strong sub sup u".split())


@dataclass(frozen=True)
class ScriptItem:
    """An article in a script: paragraphs, the title first, with notes in brackets that are not read.

    `unknown` are abbreviations that are spelled.
    """

    article: Article
    paragraphs: list[str]
    unknown: list[str]
    seconds: int

    def notes(self, number: int) -> list[str]:
        """Return what the announcer should know of the article `number` of the bulletin, in brackets."""
        draft = "" if self.article.is_public else ", BÀI CHƯA ĐĂNG"
        notes = [f"[Tin {number}, khoảng {format_duration(self.seconds)}{draft}]"]
        if self.unknown:
            notes.append(f"[Đọc từng chữ cái: {', '.join(self.unknown)}. Sửa cho đúng trước khi đọc.]")
        return notes


@dataclass(frozen=True)
class Script:
    opening: list[str]
    items: list[ScriptItem]
    closing: list[str]
    seconds: int

    def as_text(self) -> str:
        """Return the script as a text file, with the time of each article in brackets."""
        parts = ["\n".join(self.opening)]
        for number, item in enumerate(self.items, start=1):
            parts.append("\n\n".join([*item.notes(number), *item.paragraphs]))
        parts += ["\n".join(self.closing), f"[Cả bản tin khoảng {format_duration(self.seconds)}]"]
        return "\n\n\n".join(filter(None, parts)) + "\n"


def make_script(articles: Iterable[Article], day: date) -> Script:
    """Return the script of `articles`, in this order, for a bulletin on `day`."""
    settings = LoudspeakerSettings.load()
    abbreviations = known_abbreviations()

    def duration(paragraphs: list[str]) -> int:
        return round(sum(map(count_syllables, paragraphs)) * 60 / settings.syllables_per_minute)

    items = []
    for article in articles:
        lines = [article.title, *([article.lede] if article.lede else []), *html_to_paragraphs(article.body)]
        paragraphs, unknown = _read_lines(lines, abbreviations)
        items.append(ScriptItem(article, paragraphs, unknown, duration(paragraphs)))
    opening, closing = (
        _read_lines(text.replace(DATE_PLACEHOLDER, date_in_words(day)).split("\n"), abbreviations)[0]
        for text in (settings.opening, settings.closing)
    )
    seconds = duration(opening) + sum(item.seconds for item in items) + duration(closing)
    return Script(opening, items, closing, seconds)


def _read_lines(lines: Iterable[str], abbreviations: Mapping[str, str]) -> tuple[list[str], list[str]]:
    paragraphs, unknown = [], []
    for line in lines:
        if line.startswith("[Bảng"):
            paragraphs.append(line)
            continue
        spoken = read_aloud(line, abbreviations)
        unknown += spoken.unknown
        if spoken.text:
            paragraphs.append(spoken.text)
    return paragraphs, list(dict.fromkeys(unknown))


def known_abbreviations() -> dict[str, str]:
    """Return those of the portal's synonyms that are abbreviations: their letters begin the words of the meaning.

    Synonyms are in lower case: where one only repeats what `read_aloud` knows, its capitals stay.
    """
    abbreviations = {}
    for term, meanings in Synonym.objects.values_list("term", "meanings"):
        words = meanings.replace(",", " ").split()
        repeats = ABBREVIATIONS.get(term.upper(), "").lower() == meanings.lower()
        if len(words) > 1 and not repeats and fold(term) == "".join(fold(word[0]) for word in words):
            abbreviations[term.upper()] = meanings
    return abbreviations


def date_in_words(day: date) -> str:
    """Return a date as an announcer says it: "thứ Bảy, ngày 28 tháng 11 năm 2026"."""
    weekday = WEEKDAYS[day.weekday()]
    return f"{weekday[0].lower()}{weekday[1:]}, ngày {day.day} tháng {day.month} năm {day.year}"


def format_duration(seconds: int) -> str:
    """Return a duration in words, to five seconds: "1 phút 20 giây"."""
    minutes, rest = divmod(-(-seconds // 5) * 5, 60)
    return " ".join([f"{minutes} phút"] * bool(minutes) + [f"{rest} giây"] * bool(rest or not minutes))


def html_to_paragraphs(html: str) -> list[str]:
    """Return the text of sanitized HTML by paragraphs and items, without photos, videos and buttons.

    A table becomes a note in brackets.
    """
    parser = _ParagraphParser()
    parser.feed(_TO_CLICK.sub("", html))
    parser.close()
    return [text for line in parser.lines if (text := " ".join(line.split()))]


class _ParagraphParser(HTMLParser):
    """Collects lines. Of a table, only the header cells of its first row are read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._numbers: list[int | None] = []  # of the lists around the present place: the next number, None for bullets
        self._table_depth = 0
        self._rows = 0
        self._headers: list[str] = []
        self._is_header = False
        self._is_item_start = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in INLINE_TAGS:
            return
        if tag == "table":
            self._table_depth += 1
            if self._table_depth == 1:
                self._rows, self._headers = 0, []
        elif self._table_depth:
            self._rows += tag == "tr"
            if tag == "th" and self._rows == 1:
                self._is_header = True
                self._headers.append("")
            return
        elif tag == "p" and self._is_item_start:  # continues the line that has the number of the item
            self._is_item_start = False
            return
        elif tag in ("ol", "ul"):
            start = dict(attrs).get("start") or ""
            self._numbers.append((int(start) if re.fullmatch("[0-9]{1,9}", start) else 1) if tag == "ol" else None)
        self.lines.append("")
        if tag == "li" and self._numbers and (number := self._numbers[-1]) is not None:
            self.lines[-1], self._is_item_start = f"{number}. ", True
            self._numbers[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in INLINE_TAGS:
            return
        if self._table_depth:
            self._is_header = self._is_header and tag != "th"
            if tag != "table":
                return
            self._table_depth -= 1
            if self._table_depth == 0:
                self.lines.append(self._table_note())
        elif tag in ("ol", "ul") and self._numbers:
            self._numbers.pop()
        self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._table_depth:
            self.lines[-1] += data
        elif self._is_header and self._headers:
            self._headers[-1] += data

    def _table_note(self) -> str:
        headers = ", ".join(text for header in self._headers if (text := " ".join(header.split())))
        columns = f": {headers}" if headers else ""
        rows = self._rows - bool(self._headers)
        return f"[Bảng {rows} hàng{columns}. Không đọc; xem trên trang thông tin điện tử.]"
