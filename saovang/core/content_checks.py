"""Search a text for what a portal should not publish unknowingly: personal data and advertisements for gambling."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from saovang.core.characters import clean_characters
from saovang.core.html_blocks import html_blocks
from saovang.core.text import fold, tel_digits

MAX_LENGTH = 200_000  # letters of one text that are searched
MAX_HEADING_LENGTH = 60  # letters of the heading of a column
BRAND = "tên trang cờ bạc"
CONTEXT = 150  # letters of a line before and after a value that may say whose it is
CELL_SEPARATOR = " | "  # between the cells of a table in the text of a file
TELEPHONE = "số điện thoại di động"
MAX_PATTERNS = 100  # of values that are masked one by one
MAX_EXAMPLES = 3  # of findings that are described as one
_DIGITS_AS_LETTERS = str.maketrans("013457@$", "oieastas")
_CONFIG = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())


class Finding(NamedTuple):
    """What was found, where ("bảng 1, hàng 3"), and what to write instead if that is known."""

    label: str
    value: str
    place: str = ""
    masked: str = ""

    def __str__(self) -> str:
        return f"{self.label} “{self.value}”"

    @property
    def key(self) -> str:
        """Return a value that is equal for findings of the same, wherever it stands and however it is written."""
        return "".join(filter(str.isalnum, str(self)))


class Rule(NamedTuple):
    """A pattern of values. What stands before or after a value may say that it is meant to be published.

    Fewer than `minimum` values are no finding.
    """

    label: str
    pattern: re.Pattern[str]
    masks: bool
    minimum: int
    unless_before: re.Pattern[str] | None
    unless_after: re.Pattern[str] | None

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Rule":
        before, after = (config.get(name) for name in ("unless_before", "unless_after"))
        return cls(
            config["label"],
            _pattern(config["pattern"]),
            config.get("masks", False),
            config.get("minimum", 1),
            _pattern(before) if before else None,
            _pattern(after) if after else None,
        )

    def find(self, text: str) -> Iterator[Finding]:
        """Yield the values in a text from `_prepare`, whatever their number."""
        for match in self.pattern.finditer(text):
            value_start = match.start("value") if "value" in self.pattern.groupindex else match.start()
            start = max(text.rfind("\n", 0, match.start()) + 1, match.start() - CONTEXT)
            if self.unless_before and self.unless_before.search(text, start, value_start):
                continue
            if self.unless_after and self.unless_after.match(text, match.end(), match.end() + CONTEXT):
                continue
            value = match.groupdict().get("value") or match[0]
            yield Finding(self.label, value[:80], masked=mask(value) if self.masks else "")


class Column(NamedTuple):
    """A column of a table by its heading, and what its cells have."""

    heading: re.Pattern[str]
    rule: Rule
    needs_name: bool


_public_numbers: list[Callable[[], Iterable[str]]] = []


def register_public_numbers(source: Callable[[], Iterable[str]]) -> None:
    """Register a function that returns telephone numbers which the portal itself publishes."""
    _public_numbers.append(source)


def check_text(text: str, place: str = "") -> list[Finding]:
    """Return everything in plain text that should be read once more before it is public."""
    return [finding._replace(place=place) for finding in find_gambling(text) + find_personal_data(text)]


def check_html(html: str, place: str) -> list[Finding]:
    """Return the same for sanitized HTML. What stands in a table is found by row, and by the heading of its column."""
    lines, tables = html_blocks(html)
    findings = check_text("\n".join(lines), place)
    for number, rows in enumerate(tables, start=1):
        gambling = find_gambling("\n".join(cell for row in rows for cell in row))
        findings += [finding._replace(place=f"bảng {number}") for finding in gambling]
        findings += find_in_table(rows, f"bảng {number}")
    return _unique(findings)


def check_file(text: str, place: str) -> list[Finding]:
    """Return the personal data in the text of a file, whose tables have CELL_SEPARATOR between cells.

    It has to be masked in the file.
    """
    findings: list[Finding] = []
    for is_table, group in groupby(text[:MAX_LENGTH].split("\n"), lambda line: CELL_SEPARATOR in line):
        lines = list(group)
        if is_table:
            findings += find_in_table([line.split(CELL_SEPARATOR) for line in lines], place)
        else:
            findings += find_personal_data("\n".join(lines))
    return [finding._replace(place=place, masked="") for finding in _unique(findings)]


def find_gambling(text: str) -> list[Finding]:
    """Return the words and names of gambling sites in plain text, each once."""
    text = _prepare(text)
    findings = [
        Finding(label, " ".join(match[0].split()))
        for label, pattern in _GAMBLING.items()
        for variant in (text, text.translate(_DIGITS_AS_LETTERS))
        for match in pattern.finditer(variant)
    ]
    return list(dict.fromkeys(findings))


def find_personal_data(text: str) -> list[Finding]:
    """Return what looks like personal data in plain text, each value once."""
    text = _prepare(text)
    findings: list[Finding] = []
    for rule in _PERSONAL:
        found = list(rule.find(text))
        if len(found) >= rule.minimum:
            findings += found
    return _without_public_numbers(_unique(findings))


def find_in_table(rows: Sequence[Sequence[str]], place: str) -> list[Finding]:
    """Return the personal data in the rows of a table, each with its row, counted from 1."""
    columns: list[tuple[int, Column]] = []
    is_of_officials = False  # whose telephone numbers are meant to be published
    findings: list[Finding] = []
    by_column: dict[tuple[int, Column], list[Finding]] = {}
    for number, row in enumerate(rows, start=1):
        cells, row_place = [_prepare(cell).strip() for cell in row], f"{place}, hàng {number}"
        if not columns and (columns := _find_columns(cells)):
            is_of_officials = any(map(_OFFICIALS.search, cells))
        found = find_personal_data(CELL_SEPARATOR.join(row))
        findings += [finding._replace(place=row_place) for finding in found]
        for index, column in columns:
            found = list(column.rule.find(cells[index])) if index < len(cells) else []
            by_column.setdefault((index, column), []).extend(finding._replace(place=row_place) for finding in found)
    for (_, column), found in by_column.items():
        if len(found) >= column.rule.minimum:
            findings += _without_public_numbers(found)
    return [finding for finding in _unique(findings) if not (is_of_officials and finding.label == TELEPHONE)]


def describe(findings: Iterable[Finding]) -> list[str]:
    """Return a sentence for each finding with its place, and one for many of one kind in a table or file."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.label, finding.place.partition(", hàng ")[0]), []).append(finding)
    sentences = []
    for (label, place), group in groups.items():
        if len(group) <= MAX_EXAMPLES:
            sentences += [f"{finding} ở {finding.place}" for finding in group]
        else:
            examples = ", ".join(
                f"“{finding.value}”{finding.place.removeprefix(place).replace(',', '')}"
                for finding in group[:MAX_EXAMPLES]
            )
            sentences.append(f"{len(group)} {label} ở {place}: {examples}, …")
    return sentences


def mask(value: str) -> str:
    """Return a number without its middle, or a date without day and month: "0380******12", "**/**/1985"."""
    if date := _DATE.fullmatch(value):
        return f"**/**/{date['year'] or date['first']}"
    digits = _digits(value)
    start = min(4, len(digits) // 3)
    return f"{digits[:start]}{'*' * (len(digits) - start - 2)}{digits[-2:]}"


def mask_text(text: str, findings: Iterable[Finding]) -> str:
    """Replace the values of findings in plain text or sanitized HTML. Links that dial such a number become text."""
    masks = {finding.value: finding.masked for finding in findings if finding.masked}
    replaced: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        if match[0] not in masks:
            return match[0]
        replaced.add(match[0])
        return masks[match[0]]

    if "tel:" in text:
        for value in masks:
            text = _dialing_link(_digits(value)).sub(r"\g<text>", text)
    text = _TAG_OR_NUMBER.sub(replace, text)
    # A pattern for each value takes a time that grows with the square of their number, so most are replaced before.
    for value in list(masks.keys() - replaced)[:MAX_PATTERNS]:
        text = _anywhere(value).sub(partial(_mask_match, masks[value]), text)
    return text


def _mask_match(masked: str, match: re.Match[str]) -> str:
    """Return the masked value and the tags that were within it; a tag outside it stays as it is."""
    return masked + "".join(_TAG.findall(match["value"])) if match["value"] else match[0]


def _dialing_link(digits: str) -> re.Pattern[str]:
    number = r"[ .+()-]{0,2}".join(digits)
    return re.compile(rf'<a\b[^>]*?href="tel:[^"\d]{{0,3}}{number}"[^>]*>(?P<text>.*?)</a>', re.DOTALL)


def _anywhere(value: str) -> re.Pattern[str]:
    """Return a pattern for a value in HTML, whose characters may have spaces, points or tags between them."""
    gap = r"(?:<[^>]*>|&nbsp;|[\s.\u00a0-]){0,3}"
    characters = [re.escape(char) for char in value if char.isalnum() or char == "/"]
    return re.compile(rf"(?P<value>(?<![\w/]){gap.join(characters)}(?![\w/]))|<[^>]*>", re.IGNORECASE)


def _find_columns(cells: Sequence[str]) -> list[tuple[int, Column]]:
    """Return the columns of a row of headings. A row with values, or with one heading across it, is none."""
    if len(set(cells)) < 2:
        return []
    has_name = any(len(cell) <= MAX_HEADING_LENGTH and _NAME.search(cell) for cell in cells)
    return [
        (index, column)
        for index, cell in enumerate(cells)
        for column in _COLUMNS
        if len(cell) <= MAX_HEADING_LENGTH and column.heading.search(cell) and (has_name or not column.needs_name)
    ]


def _unique(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with each spelling of a number once, and each other value once a place."""
    unique: dict[object, Finding] = {}
    for finding in findings:
        is_number = len(_digits(finding.value)) > 5  # each way of writing it is masked
        unique.setdefault(finding.value if is_number else (finding.label, finding.value, finding.place), finding)
    return list(unique.values())


def _without_public_numbers(findings: Sequence[Finding]) -> list[Finding]:
    if not any(finding.label == TELEPHONE for finding in findings):
        return list(findings)
    public = {tel_digits(number) for source in _public_numbers for number in source()}
    return [finding for finding in findings if finding.label != TELEPHONE or tel_digits(finding.value) not in public]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _prepare(text: str) -> str:
    return unicodedata.normalize("NFKC", clean_characters(text[:MAX_LENGTH])).lower()


def _spaced(word: str) -> str:
    """Return a pattern for `word` whose letters may be set apart by up to two other characters."""
    return r"[\W_]{0,2}".join(re.escape(char) for char in word.replace(" ", ""))


def _compile(words: Iterable[str]) -> re.Pattern[str]:
    """Match words with all accents or with none: "nhà cải tạo" contains no gambling word."""
    spellings = {spelling for word in words for spelling in (word, fold(word))}
    patterns = map(_spaced, sorted(spellings, key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W\d_])")


def _pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of the configuration, in which <name> stands for an entry of its table `patterns`."""
    return re.compile(re.sub(r"<([a-z]+)>", lambda match: _PATTERNS.get(match[1], match[0]), text), re.DOTALL)


_PATTERNS: dict[str, str] = _CONFIG["patterns"]
_GAMBLING = {"từ ngữ cờ bạc": _compile(_CONFIG["gambling"]), BRAND: _compile(_CONFIG["brands"])}
_PERSONAL = [Rule.from_config(config) for config in _CONFIG["personal"]]
_COLUMNS = [
    Column(_pattern(config["heading"]), Rule.from_config(config), config.get("needs_name", False))
    for config in _CONFIG["column"]
]
_NAME, _OFFICIALS = _pattern(_CONFIG["name_heading"]), _pattern(_CONFIG["official_heading"])
_TAG = re.compile(r"<[^>]*>")
_TAG_OR_NUMBER = re.compile(r"<[^>]*>|(?<![\w/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{6,19})(?![\w/])")
_DATE = re.compile(r"\D*\d{1,2}\D{1,7}\d{1,2}\D{1,7}(?P<year>\d{4}|\d\d)|(?P<first>\d{4})-\d\d-\d\d")
