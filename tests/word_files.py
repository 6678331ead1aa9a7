"""Word files, made of the parts that Word writes."""

import io
import zipfile
from collections.abc import Mapping

from tests import factories

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CONTENT_TYPES = f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpg" ContentType="image/jpeg"/>
<Default Extension="emf" ContentType="image/x-emf"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Cu"><w:name w:val="Cu"/><w:basedOn w:val="Normal"/>
<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Dieu"><w:name w:val="Dieu"/>
<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListNumber"><w:name w:val="List Number"/>
<w:pPr><w:numPr><w:numId w:val="6"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListNumber2"><w:name w:val="List Number 2"/>
<w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="ListBullet3"><w:name w:val="List Bullet 3"/>
<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>"""


def level(index: int, format: str, text: str, start: int = 1, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%2)")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "Điều %1.")}'
    f"{level(1, 'decimal', '%1.%2.')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="2">{level(0, "bullet", "·")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{level(0, "upperRoman", "%1.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="4">{level(0, "decimal", "%1.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="5">{level(0, "decimal", "%1.")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
    "</w:lvlOverride></w:num>"
    '<w:num w:numId="6"><w:abstractNumId w:val="4"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, style: str = "", numbering: tuple[int, int] | None = None) -> str:
    """Return a paragraph. `numbering` is the id of a list and the level in it."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbering:
        key, index = numbering
        properties += f'<w:numPr><w:ilvl w:val="{index}"/><w:numId w:val="{key}"/></w:numPr>'
    runs = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def picture(number: int, alt_text: str = "", size: int = 3_000_000) -> str:
    """Return a run with the picture of the relationship `anh{number}`."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{size}" cy="{size}"/><wp:docPr id="{number}" name="A" '
        f'descr="{alt_text}"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="anh{number}"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def link(target: str, text: str) -> str:
    """Return a link to the target of a relationship."""
    return f'<w:hyperlink r:id="{target}">{run(text)}</w:hyperlink>'


def cell(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content) or paragraph()}</w:tc>"


def row(*cells: str, is_header: bool = False) -> str:
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if is_header else ''}{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def word_file(
    *blocks: str, links: Mapping[str, str] = {}, pictures: Mapping[int, str] = {}, footnotes: str = "", **parts: bytes
) -> io.BytesIO:
    """Return a DOCX file with these blocks.

    `links` are targets by relationship, `pictures` the extensions of pictures ("jpg", "emf") by number.
    """
    relationships = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/hyperlink" Target="{target}" TargetMode="External"/>'
        for key, target in links.items()
    )
    for key, type in {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}.items():
        relationships += f'<Relationship Id="{key}" Type="{RELATIONSHIPS}/{type}" Target="{key}.xml"/>'
    for number, extension in pictures.items():
        target = f"media/image{number}.{extension}"
        relationships += f'<Relationship Id="anh{number}" Type="{RELATIONSHIPS}/image" Target="{target}"/>'
    package = f'xmlns="{PACKAGE}/relationships"'
    document = f'<Relationship Id="a" Type="{RELATIONSHIPS}/officeDocument" Target="word/document.xml"/>'
    members = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f"<Relationships {package}>{document}</Relationships>",
        "word/_rels/document.xml.rels": f"<Relationships {package}>{relationships}</Relationships>",
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(blocks)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{footnotes}</w:footnotes>",
    }
    for number, extension in pictures.items():
        content = factories.image_file(color=f"#{number:02}6699").getvalue() if extension == "jpg" else b"EMF"
        members[f"word/media/image{number}.{extension}"] = content
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (members | parts).items():
            archive.writestr(name, content)
    file.name = "bai-viet.docx"
    file.seek(0)
    return file
