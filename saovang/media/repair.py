"""Rewriting of photos that browsers show and Pillow refuses: broken metadata, missing ends, older AVIF encoders."""

import re
import struct
import zlib
from collections.abc import Iterator

_EXIF_HEADER = b"Exif\x00\x00"
_END_OF_JPEG = b"\xff\xd9"
# Of the ancillary chunks, only those that change what is seen.
_PNG_CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"sRGB", b"iCCP", b"eXIf", b"IDAT")
_PNG_LENGTHS = {b"gAMA": 4, b"sRGB": 1}
_MAX_PROFILE_BYTES = 2**22


def repair(content: bytes) -> bytes | None:
    """Return the photo without the metadata that can make it unreadable, or None if it cannot be rewritten.

    Pixels, color profile and orientation stay.
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _repair_jpeg(content)
        if content.startswith(b"\x89PNG\r\n"):
            return _repair_png(content)
        if content.startswith(b"RIFF"):
            return _repair_webp(content)
        if content[4:8] == b"ftyp":
            return _repair_avif(content)
    except (struct.error, LookupError, ValueError):
        pass
    return None


def is_jpeg_without_end(content: bytes) -> bool:
    """Return whether the content is a JPEG that lacks its end, by a few bytes or by half of the picture."""
    return content.startswith(b"\xff\xd8") and content.find(_END_OF_JPEG, content.rfind(b"\xff\xda")) < 0


def read_orientation(exif: bytes) -> int:
    """Return the orientation that EXIF data declares, 1 to 8, or 1 if there is none.

    Reads this one entry only, as browsers do: Pillow's reader fails if any other entry is broken.
    """
    data = exif.removeprefix(_EXIF_HEADER)
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}L", data, 4)
        (count,) = struct.unpack_from(f"{order}H", data, start)
        for offset in range(start + 2, start + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHLH", data, offset)
            if tag == 0x0112:
                return value if value in range(1, 9) else 1
    except struct.error:
        pass
    return 1


def _repair_jpeg(content: bytes) -> bytes | None:
    """Keep the segments that decoding needs, the color profile, and of EXIF the orientation."""
    parts, position, orientation = [content[:2]], 2, 1
    while marker := re.compile(rb"\xff([^\x00\xff])", re.DOTALL).search(content, position):
        code = marker[1][0]
        if code == 0xDA:
            scans = content[marker.start(1) - 1 :]
            if not is_jpeg_without_end(content):
                end = b""
            elif _has_last_scans(content):
                end = _END_OF_JPEG
            else:
                return None
            if orientation != 1:
                exif = _EXIF_HEADER + struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
                parts.insert(1, b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
            return b"".join([*parts, scans, end])
        position = marker.end()
        if code == 0xD8 or code == 0x01 or 0xD0 <= code <= 0xD7:  # markers without content
            continue
        (length,) = struct.unpack_from(">H", content, position)
        segment = content[position + 2 : position + length]
        if code == 0xE1 and segment.startswith(_EXIF_HEADER):
            orientation = read_orientation(segment)
        is_metadata = code == 0xFE or 0xE0 <= code <= 0xEF
        if not is_metadata or segment.startswith((b"ICC_PROFILE\x00", b"Adobe")):
            parts.append(b"\xff" + marker[1] + struct.pack(">H", len(segment) + 2) + segment)
        position += length
    return None


def _has_last_scans(content: bytes) -> bool:
    """Return whether the scan with the finest detail of luma has begun; without it, a progressive JPEG is a blur."""
    for scan in re.finditer(rb"\xff\xda..(.)", content, re.DOTALL):
        components = content[scan.end() : scan.end() + 2 * scan[1][0]]
        last, precision = content[scan.end() + len(components) + 1 : scan.end() + len(components) + 3]
        if last == 63 and precision & 15 == 0 and components[0] in (0, 1):
            return True
    return False


def _repair_png(content: bytes) -> bytes:
    """Keep the chunks that change what is seen, with new checksums, and add the end if it is missing."""
    parts, position = [content[:8]], 8
    while position + 8 < len(content):
        length, kind = struct.unpack_from(">L4s", content, position)
        data = content[position + 8 : position + 8 + length]
        is_readable = _is_readable_profile(data) if kind == b"iCCP" else len(data) == _PNG_LENGTHS.get(kind, len(data))
        if kind in _PNG_CHUNKS and is_readable:
            parts.append(_png_chunk(kind, data))
        if kind == b"IEND":
            break
        position += length + 12
    return b"".join([*parts, _png_chunk(b"IEND", b"")])


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))


def _is_readable_profile(data: bytes) -> bool:
    _, _, compressed = data.partition(b"\x00")
    try:
        zlib.decompressobj().decompress(compressed[1:], _MAX_PROFILE_BYTES)
    except zlib.error:
        return False
    return compressed.startswith(b"\x00")


def _repair_webp(content: bytes) -> bytes:
    """Keep the chunks of the picture and its profile, without EXIF, XMP and what follows the file."""
    parts, position = [], 12
    while position + 8 <= len(content):
        kind, length = struct.unpack_from("<4sL", content, position)
        data = content[position + 8 : position + 8 + length]
        if kind == b"VP8X":
            data = bytes([data[0] & ~0x0C]) + data[1:]
        if kind in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"ANIM", b"ANMF") and len(data) == length:
            parts.append(struct.pack("<4sL", kind, length) + data + bytes(length % 2))
        position += 8 + length + length % 2
    body = b"WEBP" + b"".join(parts)
    return struct.pack("<4sL", b"RIFF", len(body)) + body


def _repair_avif(content: bytes) -> bytes | None:
    """Rewrite the properties of items as libavif requires them, which older encoders did not.

    There is one `ipma` box, and an alpha image without a size (`ispe`) gets that of its master image. The rewritten
    `meta` box goes to the end and the old one becomes `free`, so that no offset changes (ISO/IEC 14496-12, 23008-12).
    """
    spans = [span for span in _boxes(content, 0, len(content)) if span[0] == b"meta"]
    if not spans:
        return None
    _, start, end = spans[0]
    inside = {kind: span for kind, *span in _boxes(content, start + 12, end)}
    iprp_start, iprp_end = inside[b"iprp"]
    associations: dict[int, list[int]] = {}
    kinds: list[bytes] = []
    ipco = b""
    for kind, box_start, box_end in _boxes(content, iprp_start + 8, iprp_end):
        if kind == b"ipco":
            ipco = content[box_start:box_end]
            kinds = [kind for kind, _, _ in _boxes(ipco, 8, len(ipco))]
        elif kind == b"ipma":
            associations |= _read_associations(content[box_start + 8 : box_end])
    for alpha, master in _read_alpha_items(content, *inside.get(b"iref", (0, 0))):
        sizes = [index for index in associations[master] if kinds[(index & 0x7FFF) - 1] == b"ispe"]
        if not any(kinds[(index & 0x7FFF) - 1] == b"ispe" for index in associations[alpha]):
            associations[alpha] = sizes + associations[alpha]
    iprp = _box(b"iprp", ipco + _box(b"ipma", _write_associations(associations)))
    meta = content[start + 8 : iprp_start] + iprp + content[iprp_end:end]
    return content[: start + 4] + b"free" + content[start + 8 :] + _box(b"meta", meta)


def _read_alpha_items(content: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers of each alpha image and its master image from the `iref` box between two positions."""
    item_format = ">LHL" if end and content[start + 8] else ">HHH"
    for kind, position, _ in _boxes(content, start + 12, end):
        if kind == b"auxl":
            alpha, _, master = struct.unpack_from(item_format, content, position + 8)
            yield alpha, master


def _boxes(content: bytes, position: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield type, start and end of each box between two positions."""
    while position + 8 <= end:
        length, kind = struct.unpack_from(">L4s", content, position)
        length = length or end - position  # 0: to the end of the file
        if length < 8 or position + length > end:
            return
        yield kind, position, position + length
        position += length


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", len(content) + 8, kind) + content


def _read_associations(ipma: bytes) -> dict[int, list[int]]:
    """Return the properties of each item: an index from 1, and 0x8000 if the property is essential."""
    version, flags, count = ipma[0], ipma[3], struct.unpack_from(">L", ipma, 4)[0]
    position, associations = 8, {}
    for _ in range(count):
        item, number = struct.unpack_from(">LB" if version else ">HB", ipma, position)
        position += 5 if version else 3
        values = struct.unpack_from(f">{number}{'H' if flags & 1 else 'B'}", ipma, position)
        position += number * (2 if flags & 1 else 1)
        associations[item] = [value if flags & 1 else (value & 0x80) << 8 | value & 0x7F for value in values]
    return associations


def _write_associations(associations: dict[int, list[int]]) -> bytes:
    rows = [
        struct.pack(f">LB{len(values)}H", item, len(values), *values) for item, values in sorted(associations.items())
    ]
    return struct.pack(">LL", 0x01000001, len(rows)) + b"".join(rows)
