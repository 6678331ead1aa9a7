"""The XML of a Word file, prepared for mammoth. Element names are those of ISO/IEC 29500-1 (WordprocessingML)."""

import io
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import mammoth
from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from saovang.core.legacy_fonts import to_unicode

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAX_XML_BYTES = 2**25  # of a part; a report of 200 pages has 5 MB
MIN_PICTURE_SIZE = 200_000  # in both directions, in EMU: 5.5 mm. Smaller ones are bullets and ornaments
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
STYLE_MAP = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def convert_to_html(document: "Document") -> str:
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
