"""Photos that browsers show although Pillow refuses them as they are."""

import io
import random
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageChops

from saovang.media.images import normalize_image
from saovang.media.repair import read_orientation
from tests.media.photos import boxes, encode, icc_profile, jpeg_segment, picture, png_chunk

BROKEN = "Ảnh bị hỏng hoặc chưa tải lên hết."
EXIF = b"Exif\0\0"


def jpeg(**save: object) -> bytes:
    return encode(picture(), "JPEG", quality=95, **save).getvalue()


def png(**save: object) -> bytes:
    return encode(picture(), "PNG", **save).getvalue()


def insert(content: bytes, position: int, *parts: bytes) -> bytes:
    return content[:position] + b"".join(parts) + content[position:]


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack(">HHLL", tag, kind, count, value)


def exif(*entries: bytes) -> bytes:
    return EXIF + b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries)) + b"".join(entries) + bytes(4)


IMPOSSIBLE = entry(0x010F, 2, 2**31, 2**31)  # a text of 2 GB, far behind the end
RATIONAL = entry(0x011A, 5, 1, 2**20)  # a resolution behind the end
JPEGS = {
    "exif with impossible entries": insert(jpeg(), 2, jpeg_segment(0xE1, exif(IMPOSSIBLE, RATIONAL))),
    "exif without content": insert(jpeg(), 2, jpeg_segment(0xE1, EXIF)),
    "exif that is noise": insert(jpeg(), 2, jpeg_segment(0xE1, EXIF + random.Random(1).randbytes(400))),
    "exif that points at itself": insert(jpeg(), 2, jpeg_segment(0xE1, exif(entry(0x8769, 4, 1, 8)))),
    "two exif segments": insert(jpeg(), 2, *[jpeg_segment(0xE1, exif(RATIONAL))] * 2),
    "mpo index that is noise": insert(jpeg(), 2, jpeg_segment(0xE2, b"MPF\0" + random.Random(2).randbytes(60))),
    "xmp that is no xml": insert(jpeg(), 2, jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta")),
    "photoshop block cut off": insert(jpeg(), 2, jpeg_segment(0xED, b"Photoshop 3.0\x008BIM\x03\xed\0\0\0\0\xff")),
    "profile that is damaged": jpeg(icc_profile=icc_profile("damaged")),
    "profile of lab": jpeg(icc_profile=icc_profile("lab")),
    "profile in parts that do not fit": insert(jpeg(), 2, jpeg_segment(0xE2, b"ICC_PROFILE\0\x05\x09junk")),
    "junk between segments": insert(jpeg(), 20, b"\x12\x34\x56"),
    "junk after the end": jpeg() + random.Random(3).randbytes(5000),
    "another photo after the end": jpeg() + jpeg(),
    "a comment in no encoding": insert(jpeg(), 2, jpeg_segment(0xFE, bytes(range(256)))),
    "the end marker missing": jpeg()[:-2],
    "the last byte missing": jpeg()[:-1],
    "the last bytes zero": jpeg()[:-2] + bytes(2),
    "progressive without end marker": jpeg(progressive=True)[:-2],
    "jfif header cut off": insert(jpeg()[:2] + jpeg()[20:], 2, jpeg_segment(0xE0, b"JFIF\0")),
}
PNGS = {
    "text with a wrong checksum": insert(png(), 33, png_chunk(b"tEXt", b"Comment\0x", checksum=1)),
    "header with a wrong checksum": png()[:29] + bytes(4) + png()[33:],
    "text without keyword": insert(png(), 33, png_chunk(b"tEXt", b"\0\0\0")),
    "text that unpacks to 4 MB": insert(png(), 33, png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**22)))),
    "text packed in an unknown way": insert(png(), 33, png_chunk(b"zTXt", b"Comment\0\x07junk")),
    "profile packed in an unknown way": insert(png(), 33, png_chunk(b"iCCP", b"icc\0\x07junk")),
    "profile that cannot be unpacked": insert(png(), 33, png_chunk(b"iCCP", b"icc\0\0junk")),
    "profile that is damaged": png(icc_profile=icc_profile("damaged")),
    "empty ancillary chunks": insert(
        png(), 33, *(png_chunk(kind, b"") for kind in [b"pHYs", b"cHRM", b"gAMA", b"sRGB"])
    ),
    "exif that is noise": insert(png(), 33, png_chunk(b"eXIf", random.Random(4).randbytes(200))),
    "animation without frames": insert(png(), 33, png_chunk(b"acTL", bytes(8))),
    "animation that counts wrongly": insert(png(), 33, png_chunk(b"acTL", struct.pack(">LL", 3, 0))),
    "the end chunk missing": png()[:-12],
    "the end chunk cut off": png()[:-5],
    "junk after the end": png() + b"junk" * 500,
}


def shows_picture(content: bytes, tolerance: int = 40) -> bool:
    shown = normalize_image(io.BytesIO(content))
    difference = ImageChops.difference(shown, picture()).resize((12, 8), Image.Resampling.BOX)
    return max(high for _, high in difference.getextrema()) <= tolerance


@pytest.mark.parametrize("name", JPEGS)
def test_normalize_image_of_jpeg_with(name):
    assert shows_picture(JPEGS[name])


@pytest.mark.parametrize("name", PNGS)
def test_normalize_image_of_png_with(name):
    assert shows_picture(PNGS[name], 1)


@pytest.mark.parametrize("save", [{}, {"lossless": True}, {"icc_profile": icc_profile("damaged")}])
@pytest.mark.parametrize("damage", ["none", "chunk cut off", "size too large", "size too small", "junk"])
def test_normalize_image_of_webp_with(save, damage):
    content = encode(picture(), "WEBP", exif=exif(IMPOSSIBLE), quality=95, **save).getvalue()
    if damage == "chunk cut off":
        content = content[:-6]
    elif damage.startswith("size"):
        content = content[:4] + struct.pack("<L", len(content) + (900 if "large" in damage else -20)) + content[8:]
    elif damage == "junk":
        content += b"junk" * 100
    assert shows_picture(content)


@pytest.mark.parametrize(
    ("progressive", "fraction"),
    # Of the last scan of a progressive JPEG, even half can be missing without being seen.
    [(False, 0.1), (False, 0.5), (False, 0.9), (True, 0.1), (True, 0.3), (True, 0.5)],
)
def test_normalize_image_rejects_jpeg_cut_off(progressive, fraction):
    noise = Image.frombytes("RGB", (320, 240), random.Random(1).randbytes(320 * 240 * 3))
    content = encode(noise, "JPEG", progressive=progressive).getvalue()
    with pytest.raises(ValidationError, match=BROKEN):
        normalize_image(io.BytesIO(content[: int(len(content) * fraction)]))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("without", ["size", "one list of properties"])
def test_normalize_image_of_avif_with_alpha(mode, without):
    """Encoders of 2019 to 2021 wrote alpha images without `ispe`, or a list of properties (`ipma`) for each image."""
    image = picture().convert(mode)
    image.putalpha(Image.new("L", image.size, 128))
    content = older_avif(encode(image, "AVIF", quality=95).getvalue(), without)
    with pytest.raises((OSError, SyntaxError)):
        Image.open(io.BytesIO(content)).load()
    shown = normalize_image(io.BytesIO(content))
    white = Image.new("RGB", shown.size, "white")
    expected = Image.blend(image.convert("RGB"), white, 0.5).getpixel((20, 20))
    assert max(abs(a - b) for a, b in zip(shown.getpixel((20, 20)), expected, strict=True)) < 8


def older_avif(content: bytes, without: str) -> bytes:
    """Return an AVIF of Pillow in the form of an older encoder, with the properties moved to the end."""
    spans = {kind: span for kind, *span in boxes(content, 0, len(content))}
    start, end = spans[b"meta"]
    inside = {kind: span for kind, *span in boxes(content, start + 12, end)}
    iprp_start, iprp_end = inside[b"iprp"]
    properties = {kind: span for kind, *span in boxes(content, iprp_start + 8, iprp_end)}
    kinds = [kind for kind, *_ in boxes(content, properties[b"ipco"][0] + 8, properties[b"ipco"][1])]
    position, rows = properties[b"ipma"][0] + 16, []
    for _ in range(struct.unpack_from(">L", content, position - 4)[0]):
        item, number = struct.unpack_from(">HB", content, position)
        rows.append((item, list(content[position + 3 : position + 3 + number])))
        position += 3 + number
    if without == "size":
        rows[1] = (rows[1][0], [index for index in rows[1][1] if kinds[(index & 0x7F) - 1] != b"ispe"])
        lists = [rows]
    else:
        lists = [[row] for row in rows]
    ipmas = [
        box(
            b"ipma",
            struct.pack(">LL", 0, len(rows)) + b"".join(struct.pack(">HB", i, len(v)) + bytes(v) for i, v in rows),
        )
        for rows in lists
    ]
    iprp = box(b"iprp", content[slice(*properties[b"ipco"])] + b"".join(ipmas))
    meta = box(b"meta", content[start + 8 : iprp_start] + iprp + content[iprp_end:end])
    return content[: start + 4] + b"free" + content[start + 8 :] + meta


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", len(content) + 8, kind) + content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_read_orientation_before_and_after_broken_entries(orientation):
    tag = entry(0x0112, 3, 1, orientation << 16)
    assert read_orientation(exif(IMPOSSIBLE, tag, RATIONAL)) == orientation
    assert read_orientation(exif(tag)[: -4 - 2]) == orientation  # cut off behind the value
    content = insert(jpeg(), 20, b"\0\0", jpeg_segment(0xE1, exif(IMPOSSIBLE, tag, RATIONAL)))
    assert normalize_image(io.BytesIO(content)).size == ((96, 64) if orientation < 5 else (64, 96))


@pytest.mark.parametrize(
    "data", [b"", b"Exif\0\0", b"MM", b"II*\0\xff\xff\xff\xff", exif(), exif(entry(0x0112, 3, 1, 9 << 16)), b"x" * 99]
)
def test_read_orientation_without_one(data):
    assert read_orientation(data) == 1


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_normalize_image_ignores_orientation_in_xmp(format):
    """Browsers ignore it, and programs that turn a photo often leave it as it was."""
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    if format == "PNG":
        text = b"XML:com.adobe.xmp" + bytes(5) + xmp
        content = insert(png(), 33, png_chunk(b"iTXt", text))
    elif format == "JPEG":
        content = insert(jpeg(), 2, jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp))
    else:
        content = encode(picture(), "WEBP", xmp=xmp).getvalue()
    assert normalize_image(io.BytesIO(content)).size == (96, 64)
