"""The text of a Word file (DOCX) as HTML for the rich-text editor.

mammoth reads the document. Before that, what it would lose is written into the document's own XML: the numbers of
lists, text in fonts from before Unicode, and the names of the pictures. After that, its HTML is reduced to what the
editor knows. Element names are those of ISO/IEC 29500-1 (WordprocessingML).
"""

import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import PurePosixPath
from typing import IO, Any
from xml.etree.ElementTree import Element, SubElement, tostring

import mammoth
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from saovang.core.legacy_fonts import to_unicode
from saovang.core.limits import fork_server
from saovang.media.file_types import BROKEN, validate_zip_directory
from saovang.media.worker import run_in_worker

fork_server.modules.add(__name__)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MEMORY = 2**30  # bytes
MAX_XML_BYTES = 2**25  # of a part; a report of 200 pages has 5 MB
MAX_PICTURES = 100
PICTURE_TYPES = {".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif"}
MIN_PICTURE_SIZE = 200_000  # in both directions, in EMU: 5.5 mm. Smaller ones are bullets and ornaments
MAX_TITLE_LENGTH = 200
# What has no place in an article, by the element that holds it.
LOST = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "biểu đồ",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "sơ đồ",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "công thức",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "đối tượng nhúng",
}
# A number that a list of the editor writes too. Any other one becomes text: "Điều 1.", "a)", "1.1.".
PLAIN_NUMBER = re.compile(r"%\d[.)]?")
NUMBER_MARK = re.compile("\ue000(-?\\d+)\ue001")  # the number of a list item, at the beginning of its text
CAPTION = re.compile(r"(?:ảnh|hình|tranh|biểu đồ)\b.{0,300}", re.IGNORECASE | re.DOTALL)
LINK = re.compile("(?:https?|mailto|tel):", re.IGNORECASE)
BOLD = re.compile(r"(?:<strong>[^<]*</strong>|<br>|\s)+")
STYLE_MAP = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


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


def read_word(file: IO[bytes]) -> WordText:
    """Return the content of a DOCX file, read by `run_in_worker`.

    Raises ValidationError with a message for the user if the file is damaged or too large.
    """
    return run_in_worker(_read_word, file, memory=MEMORY)


def read_picture(file: IO[bytes], name: str) -> bytes:
    """Return the bytes of a picture that `read_word` has found. Raises ValidationError if the file is damaged."""
    return run_in_worker(_read_part, file, name)


def _read_part(file: IO[bytes], name: str, max_bytes: int = 2**27) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.getinfo(name).file_size > max_bytes:
                raise ValidationError("Tệp Word có phần quá lớn.", code="too_large")
            return archive.read(name)
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # a forged archive can raise anything
        raise ValidationError(BROKEN, code="broken") from error


def _read_word(file: IO[bytes]) -> WordText:
    try:
        validate_zip_directory(file)
        with zipfile.ZipFile(file) as archive:
            document = Document(archive)
            return HtmlReader(document).read(mammoth_html(document))
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # a forged document can raise anything
        raise ValidationError(BROKEN, code="broken") from error


def mammoth_html(document: "Document") -> str:
    def convert_image(image: Any) -> dict[str, str]:
        with image.open() as part:  # which holds its name, see `Document.pack`
            return {"src": part.read().decode()}

    converter = mammoth.images.img_element(convert_image)
    return mammoth.convert_to_html(document.pack(), style_map=STYLE_MAP, convert_image=converter).value


class Document:
    """The parts of a DOCX file, with numbers and fonts resolved."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.lost: Counter[str] = Counter()
        self.parts = {name: self._parse(name) for name in self._text_parts()}
        styles = self.parts.get("word/styles.xml", Element("none"))
        numbering = self.parts.get("word/numbering.xml", Element("none"))
        self.styles = Styles(styles)
        self.numbering = Numbering(numbering, self.styles)
        for name, root in self.parts.items():
            if name not in ("word/styles.xml", "word/numbering.xml"):
                self._prepare(root)

    def _text_parts(self) -> Iterator[str]:
        for part in ("document", "styles", "numbering", "footnotes", "endnotes"):
            if f"word/{part}.xml" in self.names:
                yield f"word/{part}.xml"

    def _parse(self, name: str) -> Element:
        if self.archive.getinfo(name).file_size > MAX_XML_BYTES:
            raise ValidationError("Tệp Word dài quá. Hãy chia nhỏ ra.", code="too_large")
        return fromstring(self.archive.read(name))

    def _prepare(self, root: Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == f"{W}p" and self.styles.is_table_of_contents(child):
                    parent.remove(child)
                elif label := LOST.get(child.tag):
                    self.lost[label] += 1
                elif child.tag == f"{WP}inline" or child.tag == f"{WP}anchor":
                    if _is_ornament(child):
                        parent.remove(child)
                elif child.tag == f"{A}blip" and f"{R}embed" not in child.attrib:
                    self.lost["ảnh"] += 1  # it is on another computer
                    child.attrib.pop(f"{R}link", None)
        for paragraph in root.iter(f"{W}p"):
            self._convert_fonts(paragraph)
            self.numbering.write(paragraph)

    def _convert_fonts(self, paragraph: Element) -> None:
        texts = [(text, run) for run in paragraph.iter(f"{W}r") for text in run.findall(f"{W}t")]
        if not texts:
            return
        fonts = [self.styles.font(paragraph, run) for _, run in texts]
        converted = to_unicode([text.text or "" for text, _ in texts], fonts)
        for (text, _), unicode_text in zip(texts, converted, strict=True):
            text.text = unicode_text

    def pack(self) -> io.BytesIO:
        """Return the document as a DOCX file for mammoth. The content of each picture is its name."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as target:
            for name in self.names:
                if name in self.parts:
                    target.writestr(name, tostring(self.parts[name]))
                elif name.startswith("word/media/"):
                    target.writestr(name, name)
                elif name.endswith((".xml", ".rels")) and self.archive.getinfo(name).file_size <= MAX_XML_BYTES:
                    target.writestr(name, self.archive.read(name))
        packed.seek(0)
        return packed


def _is_ornament(drawing: Element) -> bool:
    extent = drawing.find(f"{WP}extent")
    if extent is None:
        return False
    return all(int(extent.get(side, "0")) < MIN_PICTURE_SIZE for side in ("cx", "cy"))


def _value(element: Element | None, default: str = "") -> str:
    return default if element is None else element.get(f"{W}val", default)


class Styles:
    """The styles of a document, as far as fonts and numbers need them."""

    def __init__(self, root: Element) -> None:
        self._styles = {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        default_fonts = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        self._default_font = "" if default_fonts is None else default_fonts.get(f"{W}ascii", "")
        self._default_style = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            "",
        )

    def chain(self, key: str) -> Iterator[Element]:
        """Yield a style and those that it is based on."""
        seen = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            yield self._styles[key]
            key = _value(self._styles[key].find(f"{W}basedOn"))

    def of_paragraph(self, paragraph: Element) -> str:
        return _value(paragraph.find(f"{W}pPr/{W}pStyle"), self._default_style)

    def is_table_of_contents(self, paragraph: Element) -> bool:
        style = self._styles.get(self.of_paragraph(paragraph))
        return style is not None and _value(style.find(f"{W}name")).lower().startswith("toc ")

    def font(self, paragraph: Element, run: Element) -> str:
        """Return the name of the font of a run."""
        properties = [run.find(f"{W}rPr")]
        for key in (_value(run.find(f"{W}rPr/{W}rStyle")), self.of_paragraph(paragraph)):
            properties += [style.find(f"{W}rPr") for style in self.chain(key)]
        for each in properties:
            fonts = None if each is None else each.find(f"{W}rFonts")
            if fonts is not None and (name := fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")):
                return name
        return self._default_font

    def numbering_properties(self, paragraph: Element) -> Element | None:
        """Return the `numPr` of a paragraph: its own, or that of its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is not None:
            return own
        found = (style.find(f"{W}pPr/{W}numPr") for style in self.chain(self.of_paragraph(paragraph)))
        return next((properties for properties in found if properties is not None), None)


@dataclass
class Level:
    """A level of a list: its format ("decimal", "bullet" …), the text around its number, and the first number."""

    format: str
    text: str
    start: int
    is_legal: bool


class Numbering:
    """The lists of a document, counted in the order in which paragraphs are written."""

    def __init__(self, root: Element, styles: Styles) -> None:
        self._styles = styles
        abstract = {item.get(f"{W}abstractNumId", ""): item for item in root.findall(f"{W}abstractNum")}
        self._levels_by_style = {
            _value(level.find(f"{W}pStyle")): int(level.get(f"{W}ilvl", "0"))
            for level in root.iter(f"{W}lvl")
            if level.find(f"{W}pStyle") is not None
        }
        for level in root.iter(f"{W}lvl"):  # mammoth would prefer it to the paragraph's own
            for link in level.findall(f"{W}pStyle"):
                level.remove(link)
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for item in root.findall(f"{W}num"):
            key, abstract_key = item.get(f"{W}numId", ""), _value(item.find(f"{W}abstractNumId"))
            levels = self._read_levels(abstract.get(abstract_key, Element("none")).findall(f"{W}lvl"))
            self._restarts[key] = {}
            for override in item.findall(f"{W}lvlOverride"):
                index = int(override.get(f"{W}ilvl", "0"))
                levels |= self._read_levels(override.findall(f"{W}lvl"))
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._restarts[key][index] = int(_value(start, "1"))
            self._lists[key] = (abstract_key, levels)
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)

    @staticmethod
    def _read_levels(levels: Iterable[Element]) -> dict[int, Level]:
        return {
            int(level.get(f"{W}ilvl", "0")): Level(
                _value(level.find(f"{W}numFmt"), "decimal"),
                _value(level.find(f"{W}lvlText")),
                int(_value(level.find(f"{W}start"), "1")),
                level.find(f"{W}isLgl") is not None,
            )
            for level in levels
        }

    def write(self, paragraph: Element) -> None:
        """Make a paragraph an item of a list with its number marked, or write its number as text."""
        properties = self._styles.numbering_properties(paragraph)
        if properties is None:
            return
        key = _value(properties.find(f"{W}numId"))
        level_element = properties.find(f"{W}ilvl")
        index = int(_value(level_element, str(self._level_of_style(paragraph) if level_element is None else 0)))
        own = paragraph.find(f"{W}pPr")
        if own is None:
            own = Element(f"{W}pPr")
            paragraph.insert(0, own)
        for old in own.findall(f"{W}numPr"):
            own.remove(old)
        _, levels = self._lists.get(key, ("", {}))
        level = levels.get(index)
        if level is None or level.format == "none" or not any(text.text for text in paragraph.iter(f"{W}t")):
            if level is not None and level.format == "none" and level.text:
                _insert_text(paragraph, f"{level.text} ")
            return
        if level.format == "bullet":
            _set_list(own, key, index)
            return
        number = self._count(key, index, level)
        if level.format == "decimal" and PLAIN_NUMBER.fullmatch(level.text):
            _set_list(own, key, index)
            _insert_text(paragraph, f"\ue000{number}\ue001")
        else:
            _insert_text(paragraph, f"{self._label(key, level)} ")

    def _level_of_style(self, paragraph: Element) -> int:
        keys = [style.get(f"{W}styleId", "") for style in self._styles.chain(self._styles.of_paragraph(paragraph))]
        return next((self._levels_by_style[key] for key in keys if key in self._levels_by_style), 0)

    def _count(self, key: str, index: int, level: Level) -> int:
        abstract_key, levels = self._lists[key]
        counters = self._counters[abstract_key]
        restart = self._restarts[key].pop(index, None)  # the first time only
        if restart is not None:
            counters[index] = restart
        else:
            counters[index] = counters[index] + 1 if index in counters else level.start
        for deeper in [other for other in counters if other > index]:
            del counters[deeper]
        for upper in range(index):
            counters.setdefault(upper, levels[upper].start if upper in levels else 1)
        return counters[index]

    def _label(self, key: str, level: Level) -> str:
        abstract_key, levels = self._lists[key]
        counters = self._counters[abstract_key]

        def replace(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            format = "decimal" if level.is_legal or index not in levels else levels[index].format
            return format_number(counters.get(index, 1), format)

        return re.sub(r"%(\d)", replace, level.text).strip()


def format_number(number: int, format: str) -> str:
    """Return a number as Word writes it in this format of ST_NumberFormat; as decimal if the format is not known."""
    if format in ("lowerLetter", "upperLetter") and number > 0:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman, rest = "", number
        values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
        for value, digits in zip(values, "M CM D CD C XC L XL X IX V IV I".split(), strict=True):
            roman += digits * (rest // value)
            rest %= value
        return roman.lower() if format == "lowerRoman" else roman
    if format == "decimalZero":
        return f"{number:02}"
    return str(number)


def _set_list(properties: Element, key: str, index: int) -> None:
    numbering = SubElement(properties, f"{W}numPr")
    SubElement(numbering, f"{W}ilvl", {f"{W}val": str(index)})
    SubElement(numbering, f"{W}numId", {f"{W}val": key})


def _insert_text(paragraph: Element, text: str) -> None:
    run = Element(f"{W}r")
    element = SubElement(run, f"{W}t", {XML_SPACE: "preserve"})
    element.text = text
    paragraph.insert(1 if paragraph.find(f"{W}pPr") is not None else 0, run)


# ---- From mammoth's HTML to that of the editor

INLINE = {"strong", "em", "s", "sup", "sub", "br"}


class HtmlReader:
    """Reads the HTML that mammoth writes, which is well-formed."""

    def __init__(self, document: Document) -> None:
        self.text = WordText(lost=document.lost)
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
            for paragraph in list(item)[:1]:
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
                if text:
                    yield Block(_block_tag(element), html, text, element.get("class") or "")
                yield from self._pictures_in(element)

    def _pictures_in(self, element: Element) -> "Iterator[Block]":
        indexes = [index for image in element.iter("img") if (index := self._picture(image)) is not None]
        for start in range(0, len(indexes), 3):
            yield Block("figure", pictures=indexes[start : start + 3])

    def _picture(self, image: Element) -> int | None:
        """Return the index of a picture; None if it cannot come, or stands in the text already."""
        name = image.get("src") or ""
        if PurePosixPath(name).suffix.lower() not in PICTURE_TYPES or len(self._keys) >= MAX_PICTURES:
            self.text.lost["ảnh"] = self.text.lost.get("ảnh", 0) + 1
            return None
        if name in self._keys:
            return None
        self._keys[name] = len(self.text.pictures)
        self.text.pictures.append(Picture(name, _own_words(image.get("alt") or "")))
        return self._keys[name]

    def _inline(self, element: Element) -> str:
        """Return the content of a block as HTML of a paragraph."""
        return NUMBER_MARK.sub("", self._content(element)).strip()

    def _content(self, element: Element) -> str:
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            inner = self._content(child)
            if child.tag == "br":
                parts.append("<br>")
            elif child.tag in INLINE:
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
        for item in element:
            nested = [child for child in item if child.tag in ("ul", "ol")]
            number = _mark_number(item)
            html = f"<p>{self._inline(_without(item, nested))}</p>" + "".join(self._list(child) for child in nested)
            if not runs or (number is not None and number != runs[-1][0] + len(runs[-1][1])):
                runs.append((1 if number is None else number, []))
            runs[-1][1].append(f"<li>{html}</li>")
        lists = []
        for start, items in runs:
            attribute = f' start="{start}"' if element.tag == "ol" and start != 1 else ""
            lists.append(f"<{element.tag}{attribute}>{''.join(items)}</{element.tag}>")
        return "".join(lists)

    def _table(self, table: Element) -> "Iterator[Block]":
        rows = list(table.iter("tr"))
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
                    f' {name}="{int(value)}"'
                    for name in ("colspan", "rowspan")
                    if (value := cell.get(name)) and value.isdecimal()
                )
                inner = "".join(self._cell_block(child) for child in cell) or "<p></p>"
                cells += f"<{tag}{spans}>{inner}</{tag}>"
            html += f"<tr>{cells}</tr>"
        if len(rows) == 1 and len(rows[0]) == 1:  # a frame around a text
            yield from self._blocks(rows[0][0])
            return
        yield Block("table", f"<table><tbody>{html}</tbody></table>")
        yield from self._pictures_in(table)

    def _cell_block(self, element: Element) -> str:
        if element.tag in ("ul", "ol"):
            return self._list(element)
        return f"<p>{self._inline(element)}</p>"

    def _picture_table(self, rows: list[Element]) -> "Iterator[Block]":
        """Yield the pictures of a table that only arranges them: a row for each row, texts below as captions."""
        indexes: list[int] = []
        for row in rows:
            if row.find(".//img") is not None:
                found = (self._picture(image) for image in row.iter("img"))
                indexes = [index for index in found if index is not None]
                for start in range(0, len(indexes), 3):
                    yield Block("figure", pictures=indexes[start : start + 3])
            captions = [_plain(self._inline(cell)) for cell in row]
            if len(captions) == len(indexes):
                for index, caption in zip(indexes, captions, strict=True):
                    self.text.pictures[index].caption = caption or self.text.pictures[index].caption

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
        kept: list[Block] = []
        for block in blocks:
            is_caption = block.css_class == "caption" or (
                block.tag == "p" and (CAPTION.fullmatch(block.text) or re.fullmatch("<em>[^<]*</em>", block.inner))
            )
            below = kept[-1] if kept and kept[-1].pictures else None
            if is_caption and below and not self.text.pictures[below.pictures[-1]].caption:
                self.text.pictures[below.pictures[-1]].caption = block.text
            else:
                kept.append(block)
        return kept


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
