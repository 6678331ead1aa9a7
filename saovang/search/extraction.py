"""Read the text of documents, in child processes with limits: neither settings nor database can be used here."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from xml.sax.handler import ContentHandler

from defusedxml import sax
from openpyxl import load_workbook
from pypdf import PdfReader

from saovang.core.content_checks import CELL_SEPARATOR
from saovang.core.legacy_fonts import to_unicode
from saovang.core.text import clean_text

MAX_CHARACTERS = 50_000  # of a document: some twenty pages
MAX_SECONDS = 10.0  # of CPU time after which the text read so far is returned


class Part(NamedTuple):
    """A part of a ZIP archive, as a pattern of its name, and its elements by their local names."""

    pattern: str
    texts: frozenset[str]  # their characters are text
    blocks: frozenset[str]  # a line ends with them
    spaces: frozenset[str] = frozenset()  # they stand for a space
    rows: frozenset[str] = frozenset()  # a row of a table is a line
    cells: frozenset[str] = frozenset()  # with CELL_SEPARATOR between them
    hidden: frozenset[str] = frozenset()  # what is in them is no text, as of comments and of what was deleted


PARTS = {
    "docx": Part(
        r"word/(?:document|footnotes|endnotes)\d*\.xml",
        texts=frozenset({"t"}),
        blocks=frozenset({"p"}),
        spaces=frozenset({"tab", "br", "cr"}),
        rows=frozenset({"tr"}),
        cells=frozenset({"tc"}),
    ),
    "odt": Part(
        r"content\.xml",
        texts=frozenset({"p", "h"}),
        blocks=frozenset({"p", "h"}),
        spaces=frozenset({"s", "tab", "line-break"}),
        rows=frozenset({"table-row"}),
        cells=frozenset({"table-cell"}),
        hidden=frozenset({"annotation", "tracked-changes"}),
    ),
}


class LimitReached(Exception):  # noqa: N818 – not an error
    """Enough text was read."""


class Text:
    """Pieces of text, each with the name of its font, as they are read."""

    def __init__(self) -> None:
        self._pieces: list[tuple[str, str]] = []
        self._length = 0
        self._ends_at = time.process_time() + MAX_SECONDS

    def add(self, piece: str, font: str = "") -> None:
        """Add a piece. Raises LimitReached if there are MAX_CHARACTERS, or after MAX_SECONDS of CPU time."""
        self._pieces.append((piece, font))
        self._length += len(piece)
        if self._length > MAX_CHARACTERS or time.process_time() > self._ends_at:
            raise LimitReached

    def to_unicode(self) -> str:
        """Return the clean text, with what was typed in a font from before Unicode converted."""
        runs = [(font, "".join(map(itemgetter(0), run))) for font, run in groupby(self._pieces, itemgetter(1))]
        texts = to_unicode([text for _, text in runs], [font for font, _ in runs])
        return clean_text("".join(texts)[:MAX_CHARACTERS], multiline=True)


def extract_text(content: bytes, file_type: str) -> str:
    """Return the first MAX_CHARACTERS of the text of a file of one of `file_texts.FILE_TYPES`.

    Raises whatever the libraries raise for a damaged file.
    """
    text = Text()
    with suppress(LimitReached):
        if file_type == "pdf":
            _read_pdf(content, text)
        elif file_type == "xlsx":
            _read_xlsx(content, text)
        else:
            _read_zip(content, PARTS[file_type], text)
    return text.to_unicode()


def _read_pdf(content: bytes, text: Text) -> None:
    def add(piece: str, matrix: object, text_matrix: object, font: dict[str, Any] | None, size: object) -> None:
        name = str((font or {}).get("/BaseFont", ""))
        text.add(piece, re.sub(r"^/(?:[A-Z]{6}\+)?", "", name))

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        reader.decrypt("")
    for page in reader.pages:
        try:
            page.extract_text(visitor_text=add)
        except (LimitReached, MemoryError):
            raise
        except Exception:  # noqa: S110 – one page that pypdf cannot read does not cost the others
            pass
        text.add("\n")


def _read_xlsx(content: bytes, text: Text) -> None:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # the size stored in a sheet is often wrong
        for row in sheet.iter_rows(values_only=True):
            cells = [_cell_text(value) for value in row]
            while cells and not cells[-1]:
                del cells[-1]
            # One cell far below makes a million empty rows, which would use up the characters.
            text.add(f"{CELL_SEPARATOR.join(cells)}\n" if cells else "")
        text.add("\n")


def _cell_text(value: object) -> str:
    """Return the value of a cell on one line; a date as it is written here, a whole number without a point."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else " ".join(str(value).split())


def _read_zip(content: bytes, part: Part, text: Text) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in _find_parts(archive, part):
            with archive.open(name) as file:
                sax.parse(file, _Handler(part, text))


def _find_parts(archive: zipfile.ZipFile, part: Part) -> Iterator[str]:
    for name in sorted(archive.namelist()):
        if re.fullmatch(part.pattern, name, re.IGNORECASE):
            yield name


class _Handler(ContentHandler):
    """Collects the text of one part. Names of elements are compared without their prefixes."""

    def __init__(self, part: Part, text: Text) -> None:
        super().__init__()
        self._part = part
        self._text = text
        self._depth = 0  # of elements with text
        self._hidden = 0  # depth of hidden elements
        self._font = ""
        self._cells = 0  # that are open
        self._is_first_cell = True

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 – named by SAX
        local = name.rpartition(":")[2]
        self._depth += local in self._part.texts
        self._hidden += local in self._part.hidden
        if self._hidden:
            return
        if local in self._part.cells:
            self._cells += 1
            if not self._is_first_cell:
                self._text.add(CELL_SEPARATOR)
            self._is_first_cell = False
        elif local in self._part.rows:
            self._is_first_cell = True
        elif local == "r":
            self._font = ""
        elif local == "rFonts":
            self._font = attrs.get("w:ascii", "")
        elif local in self._part.spaces:
            self._text.add(" ", self._font)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        self._depth -= local in self._part.texts
        if self._hidden:
            self._hidden -= local in self._part.hidden
        elif local in self._part.cells:
            self._cells -= 1
        elif local in self._part.rows:
            self._text.add("\n")
        elif local in self._part.blocks:
            self._text.add(" " if self._cells else "\n", self._font)

    def characters(self, content: str) -> None:
        if self._depth and not self._hidden:
            self._text.add(content, self._font)
