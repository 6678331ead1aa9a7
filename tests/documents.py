"""Documents with text, as Word and its PDF export write them."""

import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from tests.bombs import CONTENT_TYPES, pack

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*pages: str, font: str = "ABCDEF+TimesNewRoman") -> bytes:
    """Return a PDF with a line of text on each page, in a font that says which character each code is."""
    letters = sorted(set("".join(pages)))
    codes = {letter: f"{number:04x}" for number, letter in enumerate(letters, start=1)}
    mapping = "".join(f"<{code}> <{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n{mapping}endbfchar\nendcmap"
    )
    first_page = 6
    numbers = range(first_page, first_page + 2 * len(pages), 2)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{number} 0 R' for number in numbers)}]>>",
        f"<</Type/Font/Subtype/Type0/BaseFont/{font}/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>",
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{font}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        "/Supplement 0>>/DW 500>>",
        _stream(cmap),
    ]
    for number, text in zip(numbers, pages, strict=True):
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {number + 1} 0 R>>",
            _stream(f"BT /F 12 Tf 72 700 Td <{''.join(codes[letter] for letter in text)}> Tj ET"),
        ]
    content, offsets = "%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(content)}\n%%EOF"
    return (content + head + table + trailer).encode()


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>stream\n{content}\nendstream"


def docx(*paragraphs: str, font: str = "") -> bytes:
    """Return a DOCX whose runs name their font, if any."""
    properties = f"<w:rPr><w:rFonts w:ascii={quoteattr(font)}/></w:rPr>" if font else ""
    runs = "".join(f"<w:p><w:r>{properties}<w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    document = f'<w:document xmlns:w="{WORD}"><w:body>{runs}</w:body></w:document>'
    return pack({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document})


def odt(*paragraphs: str) -> bytes:
    texts = "".join(f"<text:p>{escape(text)}</text:p>" for text in paragraphs)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f'<office:text xmlns:office="a" xmlns:text="b">{texts}</office:text>')
    return file.getvalue()
