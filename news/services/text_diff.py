"""What changed between two texts, for people: lines and words, no markup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest

_LINES = {"p", "h2", "h3", "li", "tr", "figure", "br"}
_AROUND = 1  # unchanged lines shown before and after a change
_LONGEST = 5000  # lines or words that are compared one by one: the time grows with their square


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is the "same" in both, or "added", or "removed", or was "skipped"."""

    kind: str
    text: str


def lines_of(html: str) -> list[str]:
    """The text of `html` line by line; rows of photos and the addresses of links are said in words."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return [text for line in parser.lines if (text := " ".join(line.split()))]


def compare(before: Sequence[str], after: Sequence[str]) -> list[list[Piece]]:
    """The lines of both with what changed in them; long stretches without a change are left out."""
    found: list[list[Piece]] = []
    blocks = _blocks(before, after)
    for number, (kind, start, end, new_start, new_end) in enumerate(blocks):
        if kind == "equal":
            first, last = number == 0, number == len(blocks) - 1
            found += _shortened(before[start:end], head=0 if first else _AROUND, tail=0 if last else _AROUND)
        else:
            for old, new in zip_longest(before[start:end], after[new_start:new_end], fillvalue=""):
                found.append(list(_words(old, new)))
    return found


def _blocks(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(before), len(after)) > _LONGEST and before != after:
        return [("replace", 0, len(before), 0, len(after))]
    return SequenceMatcher(None, before, after).get_opcodes()


def _shortened(lines: Sequence[str], head: int, tail: int) -> Iterator[list[Piece]]:
    if len(lines) <= head + tail:
        yield from ([Piece("same", line)] for line in lines)
        return
    yield from ([Piece("same", line)] for line in lines[:head])
    yield [Piece("skipped", "…")]
    yield from ([Piece("same", line)] for line in lines[len(lines) - tail :])


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = old.split(), new.split()
    for kind, start, end, new_start, new_end in _blocks(before, after):
        if kind == "equal":
            yield Piece("same", " ".join(before[start:end]))
            continue
        if start < end:
            yield Piece("removed", " ".join(before[start:end]))
        if new_start < new_end:
            yield Piece("added", " ".join(after[new_start:new_end]))


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        if tag in _LINES:
            self.lines.append("")
        if tag == "figure":
            self.lines[-1] = f"[Hàng ảnh: {values.get('data-photos') or ''}]"
        elif tag in ("td", "th"):
            self.lines[-1] += " | "
        elif tag == "a":
            self._address = values.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            self.lines[-1] += f" ({self._address})"
            self._address = ""
        elif tag in _LINES:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data
