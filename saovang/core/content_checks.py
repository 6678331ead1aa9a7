"""Search a text for what a portal should not publish unknowingly: personal data and advertisements for gambling."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from saovang.core.characters import clean_characters
from saovang.core.text import fold

MAX_LENGTH = 200_000  # letters of one text that are searched
BRAND = "tên trang cờ bạc"
CONTEXT = 60  # letters before a value that may say whose it is
_DIGITS_AS_LETTERS = str.maketrans("013457@$", "oieastas")
_CONFIG = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())


class Finding(NamedTuple):
    label: str
    value: str

    def __str__(self) -> str:
        return f"{self.label} “{self.value}”"


def check_text(text: str) -> list[Finding]:
    """Return everything in plain text that should be read once more before it is public."""
    return find_gambling(text) + find_personal_data(text)


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
    findings: dict[str, Finding] = {}
    for label, pattern, unless_before in _PERSONAL:
        for match in pattern.finditer(text):
            start = max(0, match.start() - CONTEXT)
            if not (unless_before and unless_before.search(text, start, match.start())):
                value = match.groupdict().get("value") or match[0]
                findings.setdefault(re.sub(r"\D", "", value) or label, Finding(label, value[:80]))
    return list(findings.values())


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


_GAMBLING = {"từ ngữ cờ bạc": _compile(_CONFIG["gambling"]), BRAND: _compile(_CONFIG["brands"])}
_PERSONAL = [
    (
        rule["label"],
        re.compile(rule["pattern"], re.DOTALL),
        re.compile(rule["unless_before"]) if "unless_before" in rule else None,
    )
    for rule in _CONFIG["personal"]
]
