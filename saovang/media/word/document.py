"""The XML of a Word file, prepared for mammoth. Element names are those of ISO/IEC 29500-1 (WordprocessingML)."""

import io
import posixpath
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring
from django.core.exceptions import ValidationError

from saovang.core.legacy_fonts import to_unicode

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
STRICT_NAMESPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")  # of ISO/IEC 29500 Strict
CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}chart"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAX_XML_BYTES = 2**24  # of a part; a report of 200 pages has 5 MB
MAX_ELEMENTS = 150_000  # of all parts. A report of 200 pages has 60,000; mammoth reads 20,000 in a second
MIN_PICTURE_SIZE = 200_000  # in both directions, in EMU: 5.5 mm. Smaller ones are bullets and ornaments
# What has no place in an article, by the element that holds it.
LOST = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "biểu đồ",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "sơ đồ",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": "công thức",
    "{urn:schemas-microsoft-com:office:office}OLEObject": "đối tượng nhúng",
    f"{W}altChunk": "phần lấy từ tệp khác",
    f"{W}subDoc": "phần lấy từ tệp khác",
}
SYMBOL_FONTS = {"Symbol", "Webdings", "Wingdings", "Wingdings 2", "Wingdings 3"}
SYMBOL = re.compile("[!-~\xa1-\xff\uf021-\uf0ff]")  # a character that such a font draws
# Elements that mammoth does not know, whose content it leaves out. It reads that of a `smartTag`.
WRAPPERS = {f"{W}bdo", f"{W}dir", f"{W}ruby", f"{W}rubyBase", f"{V}oval"}
SEPARATORS = {f"{W}cr": f"{W}br", f"{W}ptab": f"{W}tab"}  # and the elements that mammoth knows for them
# A link as a field: its address, and switches such as `\\l "anchor"` and `\\o "tip"`.
LINK_FIELD = re.compile(r'\s*HYPERLINK\s+"([^"]*)"(.*)', re.DOTALL)
LINK_ANCHOR = re.compile(r'\\l\s+"([^"]*)"')
MIN_CROP = 5_000  # of a side of a picture, in thousandths of a percent
MIN_ROTATION = 10 * 60_000  # in 60,000ths of a degree
HIDEABLE = {f"{W}{name}" for name in ("t", "sym", "tab", "drawing", "pict", "object")}
MAX_LETTERS = 780  # "zz…z" with 30 letters; beyond, Word begins again
# A number that a list of the editor writes too. Any other one becomes text: "Điều 1.", "a)", "1.1.".
PLAIN_NUMBER = re.compile(r"%\d[.)]?")
NESTED_LIST = re.compile(r"list (?:number|bullet) ([2-5])", re.IGNORECASE)  # names of styles that Word brings
# The number of a list item as it is counted, and as it is written, at the beginning of its text.
NUMBER_MARK = re.compile("\ue000(-?\\d+) ([^\ue001]*)\ue001")


class Document:
    """The parts of a DOCX file, with numbers and fonts resolved."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.lost: Counter[str] = Counter()
        self.parts: dict[str, Element] = {}
        package = self._relationships("")
        document = next((name for type, name in package.values() if type == "officeDocument"), "word/document.xml")
        related = dict(self._relationships(document).values())
        self.styles = Styles(self._read(related.get("styles", "word/styles.xml")))
        self.numbering = Numbering(self._read(related.get("numbering", "word/numbering.xml")), self.styles)
        texts = [document, *(related.get(type, f"word/{type}.xml") for type in ("footnotes", "endnotes"))]
        for name in texts:
            self._read(name)
        self._notes = {
            (root.tag.replace("notes", "noteReference"), note.get(f"{W}id"))
            for root in self.parts.values()
            for note in root
        }
        if sum(1 for root in self.parts.values() for _ in root.iter()) > MAX_ELEMENTS:
            raise ValidationError("Tệp Word dài quá. Hãy chia nhỏ ra.", code="too_large")
        for name in texts:
            self._prepare(self._read(name), self._relationships(name))

    def _read(self, name: str) -> Element:
        """Return the root of a part; an empty element if the file has no such part."""
        if name not in self.parts and name in self.names:
            self.parts[name] = fromstring(
                STRICT_NAMESPACE.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", self._bytes(name))
            )
        return self.parts.get(name, Element("none"))

    def _bytes(self, name: str) -> bytes:
        if self.archive.getinfo(name).file_size > MAX_XML_BYTES:
            raise ValidationError("Tệp Word dài quá. Hãy chia nhỏ ra.", code="too_large")
        return self.archive.read(name)

    def _relationships(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the types and targets of the relationships of a part by id, without those whose target is missing."""
        folder, file_name = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{file_name}.rels")
        relationships = {}
        for each in fromstring(self._bytes(name)).iter(f"{PACKAGE}Relationship") if name in self.names else ():
            target = each.get("Target", "")
            if each.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                if target not in self.names:
                    continue
            relationships[each.get("Id", "")] = (posixpath.basename(each.get("Type", "")), target)
        return relationships

    def _prepare(self, root: Element, relationships: Iterable[str]) -> None:
        for alternatives in root.iter(f"{MC}AlternateContent"):
            self._choose(alternatives)
        for parent in list(root.iter()):
            for child in list(parent):
                if _is_deleted(child) or self._is_table_of_contents(child):
                    parent.remove(child)
                elif label := LOST.get(child.tag):
                    self.lost[label] += 1
                elif child.tag in WRAPPERS:
                    child.tag = f"{W}smartTag"
                elif child.tag in SEPARATORS:
                    child.tag = SEPARATORS[child.tag]
                elif child.tag == f"{WP}inline" or child.tag == f"{WP}anchor":
                    if _is_ornament(child):
                        parent.remove(child)
                elif child.tag == f"{W}fldSimple":
                    _expand_field(child)
                elif child.tag == f"{PIC}pic":
                    self.lost["chỗ cắt hoặc xoay ảnh"] += _is_changed(child)
                elif child.tag == f"{W}drawing":
                    _flatten_drawing(parent, child)
            _join_drop_caps(parent)
        _simplify_links(root)
        for element in root.iter():
            self._drop_broken_references(element, relationships)
        for paragraph in root.iter(f"{W}p"):
            self._convert_fonts(paragraph)
            self.numbering.write(paragraph)

    def _choose(self, alternatives: Element) -> None:
        """Leave one of several alternatives of a content: the last one that has any, as mammoth reads only one."""
        choices = list(alternatives)
        chosen = next((choice for choice in reversed(choices) if len(choice)), None)
        for choice in choices:
            if choice is not chosen:
                self.lost["biểu đồ"] += sum(1 for _ in choice.iter(CHART))
                alternatives.remove(choice)
        for choice in alternatives:
            choice.tag = f"{MC}Fallback"

    def _is_table_of_contents(self, element: Element) -> bool:
        if element.tag == f"{W}sdt":
            gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
            return _value(gallery) == "Table of Contents"
        return element.tag == f"{W}p" and self.styles.is_table_of_contents(element)

    def _drop_broken_references(self, element: Element, relationships: Iterable[str]) -> None:
        """Remove what refers to a missing part of the file or to another computer. mammoth would give up."""
        for attribute in (f"{R}id", f"{R}embed"):
            if attribute in element.attrib and element.attrib[attribute] not in relationships:
                del element.attrib[attribute]
        if element.tag == f"{A}blip" and f"{R}embed" not in element.attrib:
            element.attrib.pop(f"{R}link", None)
            self.lost["ảnh"] += 1
        elif element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            if (element.tag, element.get(f"{W}id")) not in self._notes:
                element.tag = f"{W}smartTag"
        elif element.tag == f"{V}imagedata" and f"{R}id" not in element.attrib:
            self.lost["ảnh"] += 1

    def _convert_fonts(self, paragraph: Element) -> None:
        """Leave out hidden text, and convert text in fonts that are not Unicode."""
        runs = [element for element in _own_elements(paragraph) if element.tag == f"{W}r"]
        for run in runs:
            if self.styles.is_hidden(paragraph, run):
                for child in [child for child in run if child.tag in HIDEABLE]:
                    run.remove(child)
        texts = [(text, run) for run in runs for text in run.findall(f"{W}t")]
        if not texts:
            return
        fonts = [self.styles.font(paragraph, run) for _, run in texts]
        converted = to_unicode([text.text or "" for text, _ in texts], fonts)
        for (text, run), font, unicode_text in zip(texts, fonts, converted, strict=True):
            text.text = unicode_text
            if font in SYMBOL_FONTS:
                _write_symbols(run, text, font)

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


def _is_deleted(element: Element) -> bool:
    """Return whether an element holds text whose deletion is tracked. An empty one deletes a row or a mark instead."""
    return element.tag in (f"{W}del", f"{W}moveFrom") and len(element) > 0


def _is_ornament(drawing: Element) -> bool:
    extent = drawing.find(f"{WP}extent")
    if extent is None:
        return False
    return all(_integer(extent.get(side), 0) < MIN_PICTURE_SIZE for side in ("cx", "cy"))


def _is_changed(picture: Element) -> bool:
    """Return whether Word shows a picture without its margins, or turned. The article gets the file as it is."""
    crop = picture.find(f"{PIC}blipFill/{A}srcRect")
    transform = picture.find(f"{PIC}spPr/{A}xfrm")
    is_cropped = crop is not None and any(_integer(crop.get(side), 0) >= MIN_CROP for side in "ltrb")
    return is_cropped or (transform is not None and abs(_integer(transform.get("rot"), 0)) >= MIN_ROTATION)


def _expand_field(field: Element) -> None:
    """Make the result of a field readable for mammoth, such as the number of a caption, and a link a link."""
    instruction = field.get(f"{W}instr", "")
    field.tag = f"{W}smartTag"
    if LINK_FIELD.match(instruction):
        start, end = Element(f"{W}r"), Element(f"{W}r")
        SubElement(start, f"{W}fldChar", {f"{W}fldCharType": "begin"})
        SubElement(start, f"{W}instrText").text = instruction
        SubElement(start, f"{W}fldChar", {f"{W}fldCharType": "separate"})
        SubElement(end, f"{W}fldChar", {f"{W}fldCharType": "end"})
        field[:] = [start, *field, end]


def _simplify_links(root: Element) -> None:
    """Write each link that is a field without switches, as mammoth takes them for a part of the address."""
    parts: list[Element] = []
    for element in root.iter():
        if element.tag == f"{W}instrText":
            parts.append(element)
        elif element.tag == f"{W}fldChar":
            if match := LINK_FIELD.match("".join(part.text or "" for part in parts)):
                url, switches = match.groups()
                anchor = LINK_ANCHOR.search(switches)
                for part in parts[1:]:
                    part.text = ""
                parts[0].text = f'HYPERLINK "{url}{f"#{anchor[1]}" if anchor and "#" not in url else ""}"'
            parts = []


def _join_drop_caps(parent: Element) -> None:
    """Put a large first letter, which is a paragraph of its own, before the rest of its word."""
    for first, second in zip(list(parent), list(parent)[1:], strict=False):
        frame = first.find(f"{W}pPr/{W}framePr")
        if frame is not None and frame.get(f"{W}dropCap") in ("drop", "margin") and second.tag == f"{W}p":
            start = 1 if second.find(f"{W}pPr") is not None else 0
            second[start:start] = [child for child in first if child.tag != f"{W}pPr"]
            parent.remove(first)


def _flatten_drawing(run: Element, drawing: Element) -> None:
    """Put the pictures of a group and the texts of its boxes where mammoth finds them."""
    boxes = list(drawing.iter(f"{W}txbxContent"))
    pictures = list(drawing.iter(f"{PIC}pic"))
    content = drawing.find(f"*/{A}graphic/{A}graphicData")
    if content is None or content.find(f"{PIC}pic") is not None:
        return
    content[:] = [picture for picture in pictures if not any(picture in box.iter() for box in boxes)]
    if boxes:
        holder = Element(f"{W}pict")
        holder.extend(boxes)
        run.insert(list(run).index(drawing) + 1, holder)


def _own_elements(paragraph: Element) -> Iterator[Element]:
    """Yield the elements in a paragraph, without those of paragraphs in its text boxes."""
    for child in paragraph:
        if child.tag != f"{W}p":
            yield child
            yield from _own_elements(child)


def _write_symbols(run: Element, text: Element, font: str) -> None:
    """Write characters of a symbol font as `sym` elements, which mammoth converts."""
    parts = []
    for character in text.text or "":
        if SYMBOL.match(character):
            parts.append(Element(f"{W}sym", {f"{W}font": font, f"{W}char": f"F0{ord(character) & 0xFF:02X}"}))
        else:
            parts.append(Element(f"{W}t", {XML_SPACE: "preserve"}))
            parts[-1].text = character
    at = list(run).index(text)
    run[at : at + 1] = parts


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


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

    def list_depth(self, paragraph: Element) -> int:
        """Return how deep a style such as "List Bullet 2", which is a list of its own, puts a paragraph: here 1."""
        for style in self.chain(self.of_paragraph(paragraph)):
            if match := NESTED_LIST.fullmatch(_value(style.find(f"{W}name"))):
                return int(match[1]) - 1
        return 0

    def font(self, paragraph: Element, run: Element) -> str:
        """Return the name of the font of a run."""
        for properties in self._run_properties(paragraph, run):
            fonts = properties.find(f"{W}rFonts")
            if fonts is not None and (name := fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")):
                return name
        return self._default_font

    def is_hidden(self, paragraph: Element, run: Element) -> bool:
        """Return whether Word neither shows nor prints a run."""
        found = (properties.find(f"{W}vanish") for properties in self._run_properties(paragraph, run))
        vanish = next((element for element in found if element is not None), None)
        return vanish is not None and _value(vanish, "1") not in ("0", "false", "off")

    def _run_properties(self, paragraph: Element, run: Element) -> Iterator[Element]:
        own = run.find(f"{W}rPr")
        if own is not None:
            yield own
        for key in (_value(run.find(f"{W}rPr/{W}rStyle")), self.of_paragraph(paragraph)):
            for style in self.chain(key):
                if (properties := style.find(f"{W}rPr")) is not None:
                    yield properties

    def numbering_of_style(self, key: str) -> str:
        """Return the id of the list of a numbering style."""
        style = self._styles.get(key)
        return "" if style is None else _value(style.find(f"{W}pPr/{W}numPr/{W}numId"))

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
        self._abstract = abstract
        abstract_keys = {
            item.get(f"{W}numId", ""): _value(item.find(f"{W}abstractNumId")) for item in root.findall(f"{W}num")
        }
        self._levels_by_style = {
            _value(level.find(f"{W}pStyle")): _integer(level.get(f"{W}ilvl"), 0)
            for level in root.iter(f"{W}lvl")
            if level.find(f"{W}pStyle") is not None
        }
        for level in root.iter(f"{W}lvl"):  # mammoth would prefer it to the paragraph's own
            for link in level.findall(f"{W}pStyle"):
                level.remove(link)
        self._lists: dict[str, tuple[str, dict[int, Level]]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for item in root.findall(f"{W}num"):
            key = item.get(f"{W}numId", "")
            abstract_key = abstract_keys[key]
            style = _value(abstract.get(abstract_key, Element("none")).find(f"{W}numStyleLink"))
            if style:  # which defines the list
                abstract_key = abstract_keys.get(styles.numbering_of_style(style), abstract_key)
            levels = self._read_levels(abstract.get(abstract_key, Element("none")).findall(f"{W}lvl"))
            self._restarts[key] = {}
            for override in item.findall(f"{W}lvlOverride"):
                index = _integer(override.get(f"{W}ilvl"), 0)
                levels |= self._read_levels(override.findall(f"{W}lvl"))
                start = override.find(f"{W}startOverride")
                if start is not None:
                    self._restarts[key][index] = _integer(_value(start), 1)
            self._lists[key] = (abstract_key, levels)
        self._counters: defaultdict[str, dict[int, int]] = defaultdict(dict)

    @staticmethod
    def _read_levels(levels: Iterable[Element]) -> dict[int, Level]:
        return {
            _integer(level.get(f"{W}ilvl"), 0): Level(
                _value(level.find(f"{W}numFmt"), "decimal"),
                _level_text(level),
                _integer(_value(level.find(f"{W}start")), 1),
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
        index = self._level_of_style(paragraph) if level_element is None else _integer(_value(level_element), 0)
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
        depth = index or self._styles.list_depth(paragraph)
        if depth != index:
            self._add_level(key, index, depth)
        if level.format == "bullet":
            _set_list(own, key, depth)
            return
        number = self._count(key, index, level)
        label = self._label(key, level)
        if level.format == "decimal" and PLAIN_NUMBER.fullmatch(level.text):
            _set_list(own, key, depth)
            _insert_text(paragraph, f"\ue000{number} {label}\ue001")
        else:
            _insert_text(paragraph, f"{label} ")

    def _add_level(self, key: str, index: int, depth: int) -> None:
        """Make `depth` a level of a list like the one at `index`, for mammoth."""
        item = self._abstract.get(self._lists[key][0], Element("none"))
        levels = {level.get(f"{W}ilvl"): level for level in item.findall(f"{W}lvl")}
        if str(index) in levels and str(depth) not in levels:
            item.append(Element(f"{W}lvl", levels[str(index)].attrib | {f"{W}ilvl": str(depth)}))
            item[-1].extend(levels[str(index)])

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
    if format in ("lowerLetter", "upperLetter") and 0 < number <= MAX_LETTERS:
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


def _level_text(level: Element) -> str:
    fonts = level.find(f"{W}rPr/{W}rFonts")
    return to_unicode([_value(level.find(f"{W}lvlText"))], ["" if fonts is None else fonts.get(f"{W}ascii", "")])[0]


def _set_list(properties: Element, key: str, index: int) -> None:
    numbering = SubElement(properties, f"{W}numPr")
    SubElement(numbering, f"{W}ilvl", {f"{W}val": str(index)})
    SubElement(numbering, f"{W}numId", {f"{W}val": key})


def _insert_text(paragraph: Element, text: str) -> None:
    run = Element(f"{W}r")
    element = SubElement(run, f"{W}t", {XML_SPACE: "preserve"})
    element.text = text
    paragraph.insert(1 if paragraph.find(f"{W}pPr") is not None else 0, run)
