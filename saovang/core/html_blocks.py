"""The text of sanitized HTML with its lines and tables."""

from html.parser import HTMLParser
from typing import NamedTuple

BLOCKS = {"p", "h2", "h3", "li", "blockquote", "br", "figure", "div", "summary", "aside", "details"}
CELLS = {"td", "th"}
MAX_COLUMNS = 50


class HtmlBlocks(NamedTuple):
    """The lines outside tables, and each table as rows of cells."""

    lines: list[str]
    tables: list[list[list[str]]]


def html_blocks(html: str) -> HtmlBlocks:
    """Return the text of sanitized HTML. Inline elements leave no space: "<b>ab</b>c" is one word.

    A cell that spans columns is repeated in each of them. A table in a cell is text of that cell.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.text).split("\n"))
    return HtmlBlocks([line for line in lines if line], reader.tables)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tables: list[list[list[str]]] = []
        self._depth = 0  # of tables
        self._cell: list[str] | None = None
        self._span = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth == 1 and tag == "tr":
            self.tables[-1].append([])
        elif self._depth == 1 and tag in CELLS:
            span = dict(attrs).get("colspan") or ""
            self._cell, self._span = [], min(int(span), MAX_COLUMNS) if span.isascii() and span.isdecimal() else 1
        elif tag in BLOCKS or tag in CELLS:
            self._add("\n" if self._cell is None else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag in CELLS and self._cell is not None:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1] += [" ".join("".join(self._cell).split())] * max(1, self._span)
            self._cell = None
        elif tag in BLOCKS or tag in CELLS:
            self._add("\n" if self._cell is None else " ")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def _add(self, text: str) -> None:
        (self.text if self._cell is None else self._cell).append(text)
