"""Small files and texts that take gigabytes of memory or hours of time where nothing bounds them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests import factories
from tests.media import recordings
from tests.media.photos import encode, png_chunk
from tests.old_documents import XLS

PHONE_HEIC = Path(__file__).parent / "files" / "phone.heic"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def pack(members: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def zip_of_many(number: int = 470_000) -> bytes:
    """Return a ZIP archive whose directory names the same empty file again and again."""
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, 1, 0) + b"a"
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * number
    return local + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(directory), len(local), 0)


def nested_zip(depth: int = 50) -> bytes:
    content = bytes(10**6)
    for _ in range(depth):
        content = pack({"a.zip": content})
    return content


def docx(**parts: bytes | str) -> bytes:
    return pack({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<a/>"} | parts)


def pdf(body: bytes, trailer: bytes = b"trailer<</Encrypt 9 0 R/Root 1 0 R/ID[()()]>>") -> bytes:
    return (
        b"%PDF-1.7\n"
        + body
        + b"\nxref\n0 0\n"
        + trailer
        + b"\nstartxref\n"
        + str(9 + len(body) + 1).encode()
        + b"\n%%EOF"
    )


def pdf_with_packed_references() -> bytes:
    data = zlib.compress(zlib.compress(bytes(2**28), 9), 9)
    head = f"1 0 obj<</Type/XRef/Size 9/W[1 9 9]/Encrypt 9 0 R/Filter[/FlateDecode/FlateDecode]/Length {len(data)}>>"
    return b"%PDF-1.7\n" + head.encode() + b"stream\n" + data + b"\nendstream endobj\nstartxref\n9\n%%EOF"


def xlsx(change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    source = zipfile.ZipFile(factories.sheet([["1.1"]]))
    members = {name: source.read(name).decode() for name in source.namelist()}
    return pack(members | {part: change(members.get(part, ""))})


def wide_row(cells: int = 5_000_000) -> bytes:
    """Return a sheet of some 50 kB whose only row has millions of empty cells."""
    return xlsx(lambda xml: xml.replace("<sheetData>", "<sheetData><row>" + "<c/>" * cells + "</row>"))


def many_strings() -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = "<si><t>a</t></si>" * 3_000_000
    return xlsx(lambda xml: f"<sst xmlns='{namespace}'>{strings}</sst>", "xl/sharedStrings.xml")


def many_styles() -> bytes:
    return xlsx(
        lambda xml: xml.replace("<cellXfs", "<cellXfs>" + "<xf/>" * 3_000_000 + "</cellXfs><x"), "xl/styles.xml"
    )


def jpeg_of_many_scans(number: int = 20_000) -> bytes:
    """Return a JPEG that repeats its last scan, which refines all pixels."""
    content = encode(
        Image.effect_noise((2000, 2000), 50).convert("RGB"), "JPEG", progressive=True, quality=20
    ).getvalue()
    scan = content[content.rindex(b"\xff\xda") : -2]
    return content[:-2] + scan[:1000] * number + content[-2:]


def jpeg_with_segments(marker: bytes, head: bytes) -> bytes:
    content = factories.image_file().getvalue()
    segments = b"".join(
        marker + struct.pack(">H", 65_535) + (head + bytes([number % 256, 255]))[:18].ljust(65_533, b"x")
        for number in range(1, 256)
    )
    return content[:2] + segments + content[2:]


def png_that_declares(width: int, height: int) -> bytes:
    header = struct.pack(">2L5B", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(bytes(2**27), 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")


def png_with_profile() -> bytes:
    content = factories.image_file(format="PNG").getvalue()
    chunk = png_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(2**28), 9)) + png_chunk(
        b"zTXt", b"a\0\0" + zlib.compress(bytes(2**28), 9)
    )
    return content[:33] + chunk + content[33:]


def declaring(content: bytes, size: int = 60_000) -> bytes:
    """Return a HEIC or AVIF file all of whose pictures declare this width and height."""
    parts = content.split(b"ispe")
    return b"ispe".join([parts[0], *(part[:4] + struct.pack(">2L", size, size) + part[12:] for part in parts[1:])])


def animation(format: str, frames: int = 2000) -> bytes:
    images = [Image.new("L", (64, 64), number % 256) for number in range(frames)]
    return encode(images[0], format, save_all=True, append_images=images[1:], duration=10).getvalue()


FILES: dict[str, Callable[[], bytes]] = {
    "zip of 470,000 files": zip_of_many,
    "nested zip": nested_zip,
    "ole loop": lambda: XLS[:516] + struct.pack("<I", 1) + XLS[520:],  # the directory follows itself
    "docx entities": lambda: docx(**{"[Content_Types].xml": f"{ENTITIES}<Types>&a11;</Types>"}),
    "docx huge": lambda: docx(**{"word/document.xml": bytes(300 * 2**20), "word/b.xml": bytes(300 * 2**20)}),
    "docx huge relationships": lambda: docx(**{"word/_rels/document.xml.rels": "<a>" + "<b/>" * 4_000_000 + "</a>"}),
    "docx deep": lambda: docx(**{"word/_rels/document.xml.rels": "<a>" * 2_000_000}),
    "zip bzip2": lambda: pack({"a.txt": bytes(450 * 2**20)}, zipfile.ZIP_BZIP2),
    "pdf deep": lambda: pdf(b"9 0 obj" + b"[" * 3_000_000 + b"endobj"),
    "pdf packed": pdf_with_packed_references,
    "mp4 boxes": lambda: recordings.box("ftyp", b"isom") + recordings.box("free") * 3_000_000,
    "mp4 boxes of a track": lambda: recordings.mp4(recordings.box("trak", recordings.box("free") * 2_000_000)),
    "mp4 metadata": lambda: recordings.mp4(recordings.sound(), end=recordings.box("free") * 300_000),
    "mp3 frames": lambda: (b"\xff\xe3\x18\xc4" + bytes(68)) * 2_800_000,
    "mp3 tags": lambda: b"ID3\3\0\0\0\0\0\0" * 3_000_000,
}
SHEETS: dict[str, Callable[[], bytes]] = {
    "wide row": wide_row,
    "strings": many_strings,
    "styles": many_styles,
    "zip of 470,000 files": lambda: zip_of_many(100_000),
    "entities": lambda: xlsx(lambda xml: f"{ENTITIES}<a>&a11;</a>"),
    "deep": lambda: xlsx(lambda xml: xml.replace("<sheetData>", "<sheetData>" + "<row>" * 3_000_000)),
    "dimension": lambda: xlsx(lambda xml: xml.replace("A1:L2", "A1:XFD1048576")),
    "long text": lambda: xlsx(
        lambda xml: xml.replace(
            "</sheetData>", f'<row><c t="inlineStr"><is><t>{"µ" * 20_000_000}</t></is></c></row></sheetData>'
        )
    ),
}
WORD: dict[str, str] = {  # blocks of a Word file
    "tables in tables": "<w:tbl><w:tr><w:tc>" * 300 + "</w:tc></w:tr></w:tbl>" * 300,
    "tables": "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 40_000,
    "runs": f"<w:p>{'<w:r><w:t>a</w:t></w:r>' * 100_000}</w:p>",
    "long text": f"<w:p><w:r><w:t>{'a ' * 10_000_000}</w:t></w:r></w:p>",
    "long attribute": f'<w:p w:x="{"a" * 20_000_000}"/>',
}
PHOTOS: dict[str, Callable[[], bytes]] = {
    "png 60,000 x 60,000": lambda: png_that_declares(60_000, 60_000),
    "png 80 megapixels": lambda: png_that_declares(8900, 8900),
    "png profile": png_with_profile,
    "jpeg scans": jpeg_of_many_scans,
    "jpeg profile": lambda: jpeg_with_segments(b"\xff\xe2", b"ICC_PROFILE\0"),
    "jpeg exif": lambda: jpeg_with_segments(b"\xff\xe1", b"Exif\0\0MM\0\x2a\0\0\0\x08\xff\xff"),
    "jpeg fill bytes": lambda: b"\xff\xd8" + b"\xff" * 5_000_000,
    "heic 60,000 x 60,000": lambda: declaring(PHONE_HEIC.read_bytes()),
    "heic 8,000 x 8,000": lambda: declaring(PHONE_HEIC.read_bytes(), 8000),
    "avif 60,000 x 60,000": lambda: declaring(factories.image_file(format="AVIF").getvalue()),
    "avif 8,000 x 8,000": lambda: declaring(factories.image_file(format="AVIF").getvalue(), 8000),
    "gif frames": lambda: animation("GIF"),
    "apng frames": lambda: animation("PNG"),
    "webp frames": lambda: animation("WEBP"),
}
HTML: dict[str, str] = {
    "br": "<br" * 120_000,
    "tags": "<b>" * 130_000,
    "blocks in tags": "<b><p>" * 66_000,
    "different tags": "".join(f"<b a{number}>" for number in range(30_000)),
    "lists": "<ul><li>" * 49_000,
    "divisions": "<div>" * 79_000,
    "quotations": "<blockquote>" * 33_000,
    "tables": "<table><tr><td>" * 26_000,
    "hidden depth": f'<p><a href="/{"</b>" * 400}">a</a></p>' * 20 + "<ul><li>" * 40_000,
    "long link": f'<p><a href="/{"a" * 390_000}">a</a></p>',
    "ampersands": "&" * 390_000,
    "comments": "<!--" * 97_000,
    "unclosed links": "<a " * 130_000,
    "links": "".join(f'<a href="/{number}">a</a>' for number in range(17_000)),
    "links with dots": "".join(f'<a href="xa.vn/{"." * 1980}{number}">a</a>' for number in range(180)),
    "attribute": f'<a href="/{"<p>" * 130_000}">a</a>',
    "empty paragraphs": "<p></p>" * 57_000 + "<p>a</p>",
    "photo rows": '<figure data-photos="1"></figure>' * 12_000,
    "marks": "e\u0323\u0302\u0301" * 90_000,
    "flags": "\U0001f3f4\U000e0067" * 190_000,
    "too long": "<p>a</p>" * 100_000,
}
