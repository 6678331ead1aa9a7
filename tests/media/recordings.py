"""Small audio and video files, built byte by byte: enough for a browser to read their headers."""

import struct

MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TURNED = struct.pack(">9I", 0, 0x10000, 0, 0xFFFF0000, 0, 0, 0, 0, 0x40000000)
FRAME = b"\xff\xfb\x90\xc0"  # MPEG-1 Layer III, 128 kbit/s, 44.1 kHz, mono: 417 bytes, 26 ms
FRAME_LENGTH, FRAME_SECONDS = 417, 1152 / 44100
SECRET = b"+21.0285+105.8542/"  # a place, as phones write it


def mp3(seconds: float = 750, tag: bytes = b"", counted: int | None = None, end: bytes = b"") -> bytes:
    """Return silence. `tag` is the content of an ID3v2 tag, `counted` the number of frames in a Xing header."""
    number = round(seconds / FRAME_SECONDS)
    frame = FRAME + bytes(FRAME_LENGTH - 4)
    head = b"ID3\3\0\0" + bytes(len(tag) >> shift & 127 for shift in (21, 14, 7, 0)) + tag if tag else b""
    if counted is not None:
        head += (FRAME + bytes(17) + b"Info" + struct.pack(">2I", 1, counted)).ljust(FRAME_LENGTH, b"\0")
    return head + frame * number + end


def box(kind: str, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind.encode("latin-1")) + body


def audio_entry(kind: str = "mp4a", object_type: int = 0x40) -> bytes:
    fields = bytes(6) + struct.pack(">H2I2H2HI", 1, 0, 0, 2, 16, 0, 0, 44100 << 16)
    config = b"\x05\x02\x12\x10"
    decoder = b"\x04" + bytes([13 + len(config)]) + bytes([object_type, 0x15]) + bytes(11) + config
    descriptor = b"\x03\x80\x80\x80" + bytes([3 + len(decoder) + 3]) + b"\0\1\0" + decoder + b"\x06\x01\x02"
    return box(kind, fields, box("esds", bytes(4), descriptor))


def video_entry(kind: str = "avc1", profile: int = 66, width: int = 1280, height: int = 720) -> bytes:
    fields = bytes(6) + struct.pack(">H", 1) + bytes(16) + struct.pack(">2H", width, height) + bytes(50)
    parameters = bytes([1, profile, 0, 31, 0xFF, 0xE0, 0])
    return box(kind, fields, box("avcC" if kind.startswith("avc") else "hvcC", parameters))


def track(handler: str, entry: bytes, *more: bytes, size: tuple[int, int] = (0, 0), matrix: bytes = MATRIX) -> bytes:
    header = bytes(24) + bytes(16) + matrix + struct.pack(">2I", size[0] << 16, size[1] << 16)
    tables = [box("stts", bytes(8)), box("stsc", bytes(8)), box("stsz", bytes(12)), box("stco", bytes(8))]
    media = box(
        "mdia",
        box("mdhd", struct.pack(">6I", 0, 0, 0, 1000, 0, 0)),
        box("hdlr", bytes(8), handler.encode(), bytes(13)),
        box("minf", box("stbl", box("stsd", struct.pack(">2I", 0, 1), entry), *tables)),
    )
    return box("trak", box("tkhd", header), media, *more)


def sound(**entry) -> bytes:
    return track("soun", audio_entry(**entry))


def picture(matrix: bytes = MATRIX, size: tuple[int, int] = (1280, 720), **entry) -> bytes:
    return track("vide", video_entry(**entry), size=size, matrix=matrix)


def mp4(
    *parts: bytes, seconds: float = 83, brand: str = "isom", before: bytes = b"", end: bytes = b"", data: int = 64
) -> bytes:
    """Return a file with these tracks and other boxes in `moov`, and other boxes before it and at the end."""
    header = struct.pack(">5I", 0, 0, 0, 1000, round(seconds * 1000)) + bytes(80)
    movie = box("moov", box("mvhd", header), *parts)
    return box("ftyp", brand.encode(), bytes(4), b"isommp42") + before + movie + box("mdat", bytes(data)) + end


def located(number: int = 1) -> bytes:
    """Return the box in which phones store where a film was made."""
    return box("udta", box("\xa9xyz", struct.pack(">2H", len(SECRET), 0x15C7), SECRET))


VIDEO = mp4(picture(), sound())
M4A = mp4(sound(), brand="M4A ")
