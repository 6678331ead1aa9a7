"""The HTML that mammoth writes, reduced to what the rich-text editor knows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from saovang.media.word.document import NUMBER_MARK

REPEATED = "ảnh lặp lại"
MAX_PICTURES = 100
PICTURE_TYPES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif"}
MAX_TITLE_LENGTH = 200
MAX_COLUMNS = 63  # that Word allows in a table. A browser takes gigabytes for a cell that spans millions
INLINE = {"strong", "em", "s", "sup", "sub", "br"}
# "Hình 1. Chợ quê", "Ảnh: Lan Anh", but not "Hình thức: trực tuyến".
CAPTION = re.compile(
    r"(?:ảnh(?! hưởng)|hình(?! (?:bóng|dạng|dung|luật|phạt|sự|thành|thể|thức))|tranh(?! (?:cãi|chấp|cử|luận|thủ))"
    r"|biểu đồ)\b.{0,300}",
    re.IGNORECASE | re.DOTALL,
)
LINK = re.compile("(?:https?|mailto|tel):", re.IGNORECASE)
BOLD = re.compile(r"(?:<strong>[^<]*</strong>|<br>|\s)+")


@dataclass
class Picture:
    """A picture of the document: the name of its part in the file, and what the document says about it."""

    name: str
    alt_text: str = ""
    caption: str = ""


@dataclass
class WordText:
    """The content of a Word file.

    `html` is not sanitized. A row of pictures is `<figure data-photos="0 1"></figure>`, with indexes of `pictures`.
    `lost` names what could not come, with its number.
    """

    title: str = ""
    html: str = ""
    pictures: list[Picture] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)


class HtmlReader:
    """Reads the HTML that mammoth writes, which is well-formed."""

    def __init__(self, lost: Counter[str]) -> None:
        self.text = WordText(lost=lost)
        self._keys: dict[str, int] = {}

    def read(self, html: str) -> WordText:
        root = fromstring(f"<body>{html}</body>")
        blocks = list(self._blocks(self._with_notes(root)))
        blocks = self._take_title(blocks)
        blocks = self._take_captions(blocks)
        self.text.html = "".join(block.html for block in blocks)
        self.text.lost = {label: number for label, number in self.text.lost.items() if number}
        return self.text

    @staticmethod
    def _with_notes(root: Element) -> list[Element]:
        """Return the blocks, with the list of notes at the end as paragraphs that begin with their number."""
        blocks = list(root)
        notes = blocks[-1] if blocks and blocks[-1].tag == "ol" else Element("ol")
        if not any((item.get("id") or "").startswith(("footnote-", "endnote-")) for item in notes):
            return blocks
        paragraphs = []
        for number, item in enumerate(notes, start=1):
            for link in item.iter("a"):
                if (link.get("href") or "").startswith("#"):  # the arrow that leads back
                    link.text = ""
            for first in list(item)[:1]:
                paragraph = next(first.iter("li"), first)
                paragraph.text = f"[{number}] {paragraph.text or ''}"
            paragraphs += list(item)
        return blocks[:-1] + paragraphs

    def _blocks(self, elements: Iterable[Element]) -> "Iterator[Block]":
        for element in elements:
            if element.tag == "table":
                yield from self._table(element)
            elif element.tag in ("ul", "ol"):
                yield Block(element.tag, self._list(element))
                yield from self._pictures_in(element)
            elif element.tag == "blockquote":
                inner = "".join(f"<p>{self._inline(paragraph)}</p>" for paragraph in element)
                yield Block("blockquote", f"<blockquote>{inner}</blockquote>")
                yield from self._pictures_in(element)
            else:
                html = self._inline(element)
                text = _plain(html)
                blocks = [Block(_block_tag(element), html, text, element.get("class") or "")] if text else []
                pictures = list(self._pictures_in(element))
                yield from pictures + blocks if _begins_with_picture(element) else blocks + pictures

    def _pictures_in(self, element: Element) -> "Iterator[Block]":
        indexes = [index for image in element.iter("img") if (index := self._picture(image)) is not None]
        for start in range(0, len(indexes), 3):
            yield Block("figure", pictures=indexes[start : start + 3])

    def _picture(self, image: Element) -> int | None:
        """Return the index of a picture; None if it cannot come, or stands in the text already, once for all."""
        name = image.get("src") or ""
        if PurePosixPath(name).suffix.lower() not in PICTURE_TYPES or len(self._keys) >= MAX_PICTURES:
            self.text.lost["ảnh"] = self.text.lost.get("ảnh", 0) + 1
            return None
        if name in self._keys:
            self.text.lost[REPEATED] = self.text.lost.get(REPEATED, 0) + 1
            return None
        self._keys[name] = len(self.text.pictures)
        self.text.pictures.append(Picture(name, _own_words(image.get("alt") or "")))
        return self._keys[name]

    def _inline(self, element: Element) -> str:
        """Return the content of a block as HTML of a paragraph. Its number, if it has one, is text."""
        html = NUMBER_MARK.sub(r"\2 ", self._content(element)).strip()
        return re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", html)

    def _content(self, element: Element) -> str:
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            inner = self._content(child)
            if child.tag == "br":
                parts.append("<br>")
            elif child.tag == "input":
                parts.append("☒" if child.get("checked") else "☐")
            elif child.tag in INLINE and child.tag != element.tag:  # LibreOffice raises the mark of a footnote twice
                parts.append(f"<{child.tag}>{inner}</{child.tag}>" if inner.strip() else inner)
            elif child.tag == "a" and LINK.match(child.get("href") or ""):
                parts.append(f'<a href="{escape(child.get("href") or "")}">{inner}</a>')
            elif child.tag in ("p", "ul", "ol", "li", "table", "tr", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6"):
                parts.append(f"{'<br>' if any(parts) else ''}{inner}")
            elif child.tag != "img":
                parts.append(inner)
            parts.append(escape(child.tail or "", quote=False))
        return "".join(parts)

    def _list(self, element: Element) -> str:
        """Return a list. It is split where its numbers do not follow each other."""
        runs: list[tuple[int, list[str]]] = []
        for item in _items(element):
            nested = [child for child in item if child.tag in ("ul", "ol")]
            number = _mark_number(item)
            text = NUMBER_MARK.sub("", self._content(_without(item, nested))).strip()
            html = f"<p>{text}</p>" + "".join(self._list(child) for child in nested)
            if not runs or (number is not None and number != runs[-1][0] + len(runs[-1][1])):
                runs.append((1 if number is None else number, []))
            runs[-1][1].append(f"<li>{html}</li>")
        lists = []
        for start, items in runs:
            attribute = f' start="{start}"' if element.tag == "ol" and start != 1 else ""
            lists.append(f"<{element.tag}{attribute}>{''.join(items)}</{element.tag}>")
        return "".join(lists)

    def _table(self, table: Element) -> "Iterator[Block]":
        rows = _rows(table)
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around a text
            yield from self._blocks(rows[0][0])
            return
        if _only_arranges_pictures(rows):
            yield from self._picture_table(rows)
            return
        html = ""
        has_headers = table.find(".//th") is not None or not _begins_with_headers(rows)
        for row in rows:
            cells = ""
            for cell in row:
                tag = "th" if cell.tag == "th" or (row is rows[0] and not has_headers) else "td"
                spans = "".join(
                    f' {name}="{min(int(value), most)}"'
                    for name, most in (("colspan", MAX_COLUMNS), ("rowspan", len(rows)))
                    if (value := cell.get(name)) and value.isdecimal()
                )
                inner = "".join(self._cell_block(child) for child in cell) or "<p></p>"
                cells += f"<{tag}{spans}>{inner}</{tag}>"
            html += f"<tr>{cells}</tr>"
        yield Block("table", f"<table><tbody>{html}</tbody></table>")
        yield from self._pictures_in(table)

    def _cell_block(self, element: Element) -> str:
        if element.tag in ("ul", "ol"):
            return self._list(element)
        if element.tag == "table":  # the editor has no table in a table
            rows = (" | ".join(self._inline(cell) for cell in row) for row in _rows(element))
            return "".join(f"<p>{row}</p>" for row in rows)
        return f"<p>{self._inline(element)}</p>"

    def _picture_table(self, rows: list[Element]) -> "Iterator[Block]":
        """Yield the pictures of a table that only arranges them: a row for each row, texts below as captions."""
        columns: list[int | None] = []  # the last picture of each cell
        for row in rows:
            if row.find(".//img") is not None:
                found = [[self._picture(image) for image in cell.iter("img")] for cell in row]
                indexes = [index for cell in found for index in cell if index is not None]
                columns = [cell[-1] if cell else None for cell in found]
                for start in range(0, len(indexes), 3):
                    yield Block("figure", pictures=indexes[start : start + 3])
            cells = list(row) if len(row) == len(columns) else [row]
            for cell, index in zip(cells, columns if len(row) == len(columns) else columns[-1:], strict=True):
                html = self._inline(cell)
                text = _plain(html)
                if text and index is not None and not self.text.pictures[index].caption:
                    self.text.pictures[index].caption = text
                elif text:
                    yield Block("p", html, text)

    def _take_title(self, blocks: "list[Block]") -> "list[Block]":
        """Take the title from the text: what has its style, or else a heading or a bold line that begins the text."""
        titles = [block for block in blocks if block.css_class == "title"][:1]
        texts = [block for block in blocks if block.text][:1]
        if not titles and texts and (texts[0].tag == "h2" or BOLD.fullmatch(texts[0].inner)):
            titles = texts
        if not titles or len(titles[0].text) > MAX_TITLE_LENGTH:
            return blocks
        self.text.title = titles[0].text
        return [block for block in blocks if block is not titles[0]]

    def _take_captions(self, blocks: "list[Block]") -> "list[Block]":
        """Make the paragraph below pictures their caption if it has the style of one, or reads like one."""
        remaining: list[Block] = []
        for block in blocks:
            is_caption = block.css_class == "caption" or (
                block.tag == "p" and (CAPTION.fullmatch(block.text) or re.fullmatch("<em>[^<]*</em>", block.inner))
            )
            below = remaining[-1] if remaining and remaining[-1].pictures else None
            if is_caption and below and not self.text.pictures[below.pictures[-1]].caption:
                self.text.pictures[below.pictures[-1]].caption = block.text
            else:
                remaining.append(block)
        return remaining


@dataclass
class Block:
    """A block of the text. `inner` is the HTML inside of a paragraph or heading, and all HTML of other blocks."""

    tag: str
    inner: str = ""
    text: str = ""
    css_class: str = ""
    pictures: list[int] = field(default_factory=list)

    @property
    def html(self) -> str:
        if self.pictures:
            return f'<figure data-photos="{" ".join(map(str, self.pictures))}"></figure>'
        return f"<{self.tag}>{self.inner}</{self.tag}>" if self.tag in ("p", "h2", "h3") else self.inner


def _block_tag(element: Element) -> str:
    """Return the element of the editor: it has two levels of headings."""
    return {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}.get(element.tag, "p")


def _plain(html: str) -> str:
    text = "".join(fromstring(f"<p>{html.replace('<br>', ' ')}</p>").itertext())
    return " ".join(text.split())


def _rows(table: Element) -> list[Element]:
    """Return the rows of a table, without those of tables in its cells."""
    return [row for child in table for row in ([child] if child.tag == "tr" else child.findall("tr"))]


def _items(element: Element) -> Iterator[Element]:
    """Yield the items of a list. mammoth makes empty ones for levels that are left out; what is in them moves up."""
    for item in element:
        children = list(item)
        if children and not (item.text or "").strip() and all(child.tag in ("ul", "ol") for child in children):
            for child in children:
                yield from _items(child)
        else:
            yield item


def _begins_with_picture(element: Element) -> bool:
    for each in element.iter():
        if each.tag == "img":
            return True
        if (each.text or "").strip():
            return False
    return False


def _mark_number(item: Element) -> int | None:
    match = NUMBER_MARK.search("".join(item.itertext()))
    return int(match[1]) if match else None


def _without(element: Element, children: list[Element]) -> Element:
    copy = Element(element.tag)
    copy.text = element.text
    copy.extend([child for child in element if child not in children])
    return copy


def _only_arranges_pictures(rows: list[Element]) -> bool:
    """Return whether a table holds nothing but pictures and short texts below them."""
    has_pictures = False
    for row in rows:
        texts = ["".join(cell.itertext()).strip() for cell in row]
        if any(len(text) > MAX_TITLE_LENGTH for text in texts):
            return False
        if row.find(".//img") is not None:
            if any(text and cell.find(".//img") is None for text, cell in zip(texts, row, strict=True)):
                return False
            has_pictures = True
        elif not has_pictures:
            return False
        else:
            has_pictures = False  # one row of captions
    return bool(rows)


def _begins_with_headers(rows: list[Element]) -> bool:
    """Return whether all text of the first row is bold. The head of an official letter is such a table too."""
    cells = [cell for cell in rows[0] if "".join(cell.itertext()).strip()] if len(rows) > 1 else []
    text = " ".join("".join(cell.itertext()) for cell in cells)
    bold = " ".join("".join(strong.itertext()) for cell in cells for strong in cell.iter("strong"))
    return len(cells) > 1 and text.split() == bold.split() and "độc lập" not in text.lower()


def _own_words(alt_text: str) -> str:
    """Return an alternative text without those that Office makes up: a file name, or a machine's description."""
    text = " ".join(alt_text.split())
    if re.search(r"automatically generated|tự động|^[\w-]+\.(jpe?g|png)$|^(picture|image|ảnh|hình) ?\d*$", text, re.I):
        return ""
    return text
