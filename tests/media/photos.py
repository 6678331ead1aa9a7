"""Pictures, color profiles and damaged files for the tests of photos."""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms


def gradient() -> Image.Image:
    """Return a gray picture of 256 × 16 pixels, whose value is its column."""
    return Image.frombytes("L", (256, 16), bytes(range(256)) * 16)


def picture(size: tuple[int, int] = (96, 64)) -> Image.Image:
    """Return a picture with a different color in each corner, and none of middle gray."""
    width, height = size
    image = Image.new("RGB", size, "#c8503c")
    image.paste("#3c78c8", (width // 2, 0, width, height // 2))
    image.paste("#e6c83c", (0, height // 2, width // 2, height))
    image.paste("#288250", (width // 2, height // 2, width, height))
    return image


def encode(image: Image.Image, format: str, **save: object) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, format, **save)
    file.seek(0)
    return file


def icc_profile(name: str) -> bytes:
    """Return a color profile: display-p3, linear-gray, lab or damaged."""
    if name == "lab":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    if name == "damaged":
        return b"no profile" * 20
    white = {b"wtpt": _xyz(0.9642, 1, 0.8249)}
    if name == "linear-gray":
        return _profile(b"GRAY", white | {b"kTRC": struct.pack(">4sLL", b"curv", 0, 0)})
    curve = struct.pack(">4sLHH5l", b"para", 0, 3, 0, *(round(n * 65536) for n in SRGB_CURVE))
    columns = {b"rXYZ": (0.5151, 0.2412, -0.0011), b"gXYZ": (0.2920, 0.6922, 0.0419), b"bXYZ": (0.1571, 0.0666, 0.7841)}
    curves = dict.fromkeys([b"rTRC", b"gTRC", b"bTRC"], curve)
    return _profile(b"RGB ", white | {tag: _xyz(*column) for tag, column in columns.items()} | curves)


SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def _xyz(*values: float) -> bytes:
    return struct.pack(">4sL3l", b"XYZ ", 0, *(round(value * 65536) for value in values))


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, data in tags.items():
        data += bytes(-len(data) % 4)
        table += struct.pack(">4sLL", tag, offset + len(body), len(data))
        body += data
    content = struct.pack(">L", len(tags)) + table + body
    header = struct.pack(">L4sL4s4s4s12s4s", 128 + len(content), b"", 0x04000000, b"mntr", space, b"XYZ ", b"", b"acsp")
    illuminant = struct.pack(">3l", *(round(value * 65536) for value in (0.9642, 1, 0.8249)))
    return header.ljust(68, b"\0") + illuminant.ljust(60, b"\0") + content


def jpeg_segment(code: int, data: bytes, length: int | None = None) -> bytes:
    return struct.pack(">BBH", 0xFF, code, (len(data) if length is None else length) + 2) + data


def png_chunk(kind: bytes, data: bytes, checksum: int | None = None) -> bytes:
    checksum = zlib.crc32(kind + data) if checksum is None else checksum
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", checksum)


def boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of the boxes of an AVIF file between two positions."""
    while start < end:
        length, kind = struct.unpack_from(">L4s", content, start)
        yield kind, start, start + length
        start += length
