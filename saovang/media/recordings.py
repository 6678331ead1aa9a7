"""Audio and video files that every browser plays: MP3, and MP4 with H.264 and AAC. They are judged by content.

Only headers are read, in a child process with limits (saovang/media/file_types.py). Sources: ISO/IEC 14496-12 (boxes),
14496-15 (avcC), 14496-1 (esds), 11172-3 (frames of MP3), id3.org (tags of MP3).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from struct import unpack
from typing import IO, NamedTuple

from django.core.exceptions import ValidationError

AUDIO_TYPES, VIDEO_TYPES = ("mp3", "m4a"), ("mp4",)
RECORDING_TYPES = AUDIO_TYPES + VIDEO_TYPES
MAX_SECONDS = 24 * 3600  # more than a file of the largest size can hold; a header that says so is wrong
MAX_PIXELS = 2**14  # of width and height

# Other kinds of files, by their first bytes.
OTHER_AUDIO = {
    rb"RIFF....WAVE|RF64....WAVE": "WAV",
    rb"OggS": "OGG",
    rb"fLaC": "FLAC",
    rb"#!AMR": "AMR",
    rb"FORM....AIF[FC]": "AIFF",
    rb"caff": "CAF",
    rb"MThd": "MIDI",
    rb"ADIF|\xff[\xf0\xf1\xf8\xf9]": "AAC",
    rb"\xff[\xf4\xf5\xfc\xfd]": "MP2",
}
OTHER_VIDEO = {
    rb"RIFF....AVI ": "AVI",
    rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "WMV hoặc WMA",
    rb"\x1a\x45\xdf\xa3": "MKV hoặc WEBM",
    rb"FLV\x01": "FLV",
    rb"\0\0\x01[\xba\xb3]": "MPG",
    rb"G.{187}G": "TS",
    rb"....ftypqt  |....(?:moov|mdat|wide|free|skip|pnot)": "MOV",
    rb"....ftyp3g": "3GP",
}
# Top-level boxes, and boxes of `moov` and of a track, without which a file does not play. All others are blanked.
TOP_LEVEL = {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix"}
IN_MOVIE = {b"mvhd", b"trak", b"mvex", b"iods"}
IN_TRACK = {b"tkhd", b"mdia", b"edts", b"tref"}
H264, HEVC = {b"avc1", b"avc3"}, {b"hvc1", b"hev1", b"dvh1", b"dvhe"}
H264_PROFILES = {66, 77, 88, 100}  # 8 bits a color and 4:2:0, which phones and their browsers decode
PROTECTED = {b"encv", b"enca", b"drms", b"drmi"}
# Object types of esds: AAC, AAC of MPEG-2, MP3.
AAC = {0x40, 0x66, 0x67, 0x68, 0x69, 0x6B}
MAX_BLANKS = 1000  # files of phones have a dozen
VIDEO_FIELDS, AUDIO_FIELDS = 78, 28  # bytes of a sample entry before its boxes

# MPEG-1 and MPEG-2 Layer III, kbit/s by index.
BITRATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLE_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # by version
MIN_FRAMES = 3
MAX_JUNK = 2**16  # bytes before and between frames
MIN_COMPLETE = 0.95  # of the frames that the header counts

BROKEN = "Tệp âm thanh hoặc phim này bị hỏng, chưa ghi xong hoặc chưa tải lên hết."
TWO_KINDS = "Tệp này vừa là âm thanh hoặc phim, vừa là tệp nén. Hãy tải lên từng tệp riêng."
LOCKED = "Tệp có khóa bản quyền nên người đọc không mở được."
SILENT = "Tệp MP4 này không có tiếng, cũng không có hình."
CONVERT_AUDIO = "Hãy chuyển sang MP3 (phần mềm miễn phí Audacity: Xuất, MP3) rồi tải lên."
CONVERT_VIDEO = "Hãy chuyển sang MP4 bằng phần mềm miễn phí HandBrake, hoặc gửi qua Zalo rồi lưu về, rồi tải lên."
OTHER_CODEC = f"Phim này ghi kiểu mà nhiều trình duyệt không phát được. {CONVERT_VIDEO}"
OTHER_SOUND = (
    "Tiếng trong tệp này ghi kiểu mà nhiều trình duyệt không phát được. "
    "Hãy xuất lại thành MP3, hoặc MP4 với tiếng AAC, rồi tải lên."
)
OTHER_HEVC = (
    "Phim này ghi kiểu HEVC (H.265), nhiều máy không phát được. Với iPhone: vào Cài đặt, Camera, Định dạng, chọn "
    f"“Tương thích nhất” rồi quay. Phim đã quay thì: {CONVERT_VIDEO[0].lower()}{CONVERT_VIDEO[1:]}"
)
PHOTO = "Tệp này là ảnh. Hãy thả vào phần ảnh của bài."


class Blank(NamedTuple):
    """A part of a file to overwrite: with `head`, then zeros up to `length` bytes."""

    offset: int
    head: bytes
    length: int


class Recording(NamedTuple):
    """What is shown of a file, and where its metadata lie, such as the place where it was recorded."""

    file_type: str
    seconds: int | None
    width: int | None = None
    height: int | None = None
    metadata: tuple[Blank, ...] = ()


class _Box(NamedTuple):
    kind: bytes
    start: int
    content: int  # where the content begins
    end: int


class _Frame(NamedTuple):
    length: int  # bytes
    seconds: float
    side_info: int  # bytes between the header and the Xing header


def is_recording(head: bytes) -> bool:
    """Return whether the first bytes of a file are those of audio or video, of a kind that is accepted or not."""
    return head[4:8] == b"ftyp" or _is_mp3(head) or _other_kind(head) is not None


def read_recording(file: IO[bytes]) -> Recording:
    """Read the headers of a file of which `is_recording` is true.

    Raises ValidationError with a message for the user if it is damaged, or if some browsers cannot play it.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    head = file.read(1024)
    if other := _other_kind(head):
        raise ValidationError(other, code="other_recording")
    try:
        recording = _read_mp3(file, size) if _is_mp3(head) else _read_mp4(file, size)
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # a forged file can raise anything
        raise _broken() from error
    if zipfile.is_zipfile(file):
        raise ValidationError(TWO_KINDS, code="two_kinds")
    return recording


def remove_metadata(file: IO[bytes], parts: Iterable[Blank]) -> None:
    """Overwrite metadata in place: nothing else moves, so the offsets in the file stay right."""
    for part in parts:
        file.seek(part.offset)
        file.write(part.head)
        for start in range(len(part.head), part.length, 2**16):
            file.write(bytes(min(2**16, part.length - start)))
    file.seek(0)


def _other_kind(head: bytes) -> str | None:
    """Return what to say about a file of another kind."""
    for kinds, noun, advice in ((OTHER_AUDIO, "âm thanh", CONVERT_AUDIO), (OTHER_VIDEO, "phim", CONVERT_VIDEO)):
        for pattern, name in kinds.items():
            if re.match(pattern, head, re.DOTALL):
                return f"Chưa nhận {noun} kiểu {name}. {advice}"
    return None


# ---- MP4


def _read_mp4(file: IO[bytes], size: int) -> Recording:
    top = list(_boxes(file, 0, size))
    _validate_brand(_read(file, top[0], 4))
    movies = [box for box in top if box.kind == b"moov"]
    if len(movies) != 1 or not any(box.kind == b"mdat" for box in top):
        raise _broken()
    blanks = [_blank(box) for box in top if box.kind not in TOP_LEVEL]
    inner = list(_boxes(file, movies[0].content, movies[0].end))
    blanks += [_blank(box) for box in inner if box.kind not in IN_MOVIE]
    pictures, sounds = [], 0
    for track in (box for box in inner if box.kind == b"trak"):
        handler = _read(file, _descend(file, track, b"mdia", b"hdlr"), 12)[8:]
        if handler == b"vide":
            _validate_video(file, _samples(file, track))
            pictures.append(_read(file, _descend(file, track, b"tkhd"), 100))
        elif handler == b"soun":
            _validate_audio(file, _samples(file, track))
            sounds += 1
        else:  # such as the positions that some cameras record
            blanks.append(_blank(track))
            continue
        blanks += [_blank(box) for box in _boxes(file, track.content, track.end) if box.kind not in IN_TRACK]
    if len(blanks) > MAX_BLANKS:
        raise _broken()
    if not pictures and not sounds:
        raise ValidationError(SILENT, code="silent")
    seconds = _read_seconds(file, movies[0])
    if not pictures:
        return Recording("m4a", seconds, metadata=tuple(blanks))
    return Recording("mp4", seconds, *_size(pictures[0]), tuple(blanks))


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[_Box]:
    """Yield the boxes that fill a part of the file. Raises ValidationError if they do not fill it exactly."""
    while start < end:
        file.seek(start)
        header = file.read(16)
        if len(header) < 8:
            raise _broken()
        length, kind = unpack(">I4s", header[:8])
        content = start + 8
        if length == 1:
            length, content = int.from_bytes(header[8:16], "big"), start + 16
        elif length == 0:  # up to the end
            length = end - start
        if not content <= start + length <= end:
            raise _broken()
        yield _Box(kind, start, content, start + length)
        start += length


def _find(file: IO[bytes], start: int, end: int, kind: bytes) -> _Box | None:
    return next((box for box in _boxes(file, start, end) if box.kind == kind), None)


def _descend(file: IO[bytes], box: _Box | None, *kinds: bytes) -> _Box | None:
    """Return the first box of the last kind, each inside the first one of the kind before, or None."""
    for kind in kinds:
        box = box and _find(file, box.content, box.end, kind)
    return box


def _read(file: IO[bytes], box: _Box | None, length: int) -> bytes:
    """Return the first bytes of the content of a box. Raises ValidationError if there is no such box."""
    if box is None:
        raise _broken()
    file.seek(box.content)
    return file.read(min(length, box.end - box.content))


def _blank(box: _Box) -> Blank:
    """Return a box that players skip, in place of this one."""
    head = b"free" if box.content - box.start == 8 else b"free" + (box.end - box.start).to_bytes(8, "big")
    return Blank(box.start + 4, head, box.end - box.start - 4)


def _validate_brand(brand: bytes) -> None:
    """Raise ValidationError for other kinds of files that are built of boxes."""
    if brand in {b"M4P ", b"M4BP"}:
        raise ValidationError(LOCKED, code="locked")
    if brand in {b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"crx "}:
        raise ValidationError(PHOTO, code="photo")


def _samples(file: IO[bytes], track: _Box) -> list[_Box]:
    """Return the sample entries of a track: the descriptions of how it is coded."""
    table = _descend(file, track, b"mdia", b"minf", b"stbl", b"stsd")
    _read(file, table, 0)
    entries = list(_boxes(file, table.content + 8, table.end)) if table else []
    if any(entry.kind in PROTECTED for entry in entries):
        raise ValidationError(LOCKED, code="locked")
    return entries


def _validate_video(file: IO[bytes], entries: list[_Box]) -> None:
    for entry in entries:
        if entry.kind in HEVC:
            raise ValidationError(OTHER_HEVC, code="other_codec")
        configuration = entry.kind in H264 and _find(file, entry.content + VIDEO_FIELDS, entry.end, b"avcC")
        if not configuration or _read(file, configuration, 2)[1] not in H264_PROFILES:
            raise ValidationError(OTHER_CODEC, code="other_codec")
    if not entries:
        raise _broken()


def _validate_audio(file: IO[bytes], entries: list[_Box]) -> None:
    for entry in entries:
        descriptor = entry.kind == b"mp4a" and _find(file, entry.content + AUDIO_FIELDS, entry.end, b"esds")
        if not descriptor or _object_type(_read(file, descriptor, 64)) not in AAC:
            raise ValidationError(OTHER_SOUND, code="other_codec")
    if not entries:
        raise _broken()


def _object_type(descriptor: bytes) -> int | None:
    """Return the object type of the content of an esds box: in the descriptor 4 inside the descriptor 3."""
    match = re.match(rb".{4}\x03[\x80-\xff]{0,3}[\0-\x7f]..(.)", descriptor, re.DOTALL)
    if not match:
        return None
    flags = match[1][0]
    rest = descriptor[match.end() + (2 if flags & 0x80 else 0) :]
    if flags & 0x40:
        rest = rest[1 + rest[0] :]
    decoder = re.match(rb"\x04[\x80-\xff]{0,3}[\0-\x7f](.)", rest[2 if flags & 0x20 else 0 :], re.DOTALL)
    return decoder[1][0] if decoder else None


def _read_seconds(file: IO[bytes], movie: _Box) -> int | None:
    """Return the duration, or None if the header does not know it, as of a stream."""
    header = _read(file, _descend(file, movie, b"mvhd"), 32)
    if len(header) < 20 or (header[0] == 1 and len(header) < 32):
        raise _broken()
    scale, duration = unpack(">IQ", header[20:32]) if header[0] == 1 else unpack(">II", header[12:20])
    if not duration and (fragments := _descend(file, movie, b"mvex", b"mehd")):
        duration = int.from_bytes(_read(file, fragments, 12)[4:], "big")
    return _whole_seconds(duration / scale) if scale else None


def _whole_seconds(seconds: float) -> int | None:
    return max(1, round(seconds)) if 0 < seconds <= MAX_SECONDS else None


def _size(header: bytes) -> tuple[int | None, int | None]:
    """Return width and height from the header of a track, as it is shown: phones turn an upright film by its matrix."""
    matrix = 52 if header[:1] == b"\1" else 40
    if len(header) < matrix + 44:
        return None, None
    values = [value >> 16 for value in unpack(">2I", header[matrix + 36 : matrix + 44])]
    if not all(0 < value <= MAX_PIXELS for value in values):
        return None, None
    is_turned = header[matrix : matrix + 4] == bytes(4) == header[matrix + 16 : matrix + 20]
    width, height = reversed(values) if is_turned else values
    return width, height


# ---- MP3


def _is_mp3(head: bytes) -> bool:
    return head.startswith(b"ID3") or _parse_frame(head[:4]) is not None


def _parse_frame(header: bytes) -> _Frame | None:
    """Return what the four bytes of a header say about their frame, or None if they are none of Layer III."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return None
    version, index, rate_index = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or index in (0, 15) or rate_index == 3:
        return None
    is_first, is_mono = version == 3, header[3] >> 6 == 3
    rate = SAMPLE_RATES[version][rate_index]
    samples = 1152 if is_first else 576
    length = samples // 8 * BITRATES[not is_first][index] * 1000 // rate + (header[2] >> 1 & 1)
    side_info = (17 if is_mono else 32) if is_first else (9 if is_mono else 17)
    return _Frame(length, samples / rate, side_info)


def _read_mp3(file: IO[bytes], size: int) -> Recording:
    blanks = []
    position = 0
    while length := _tag_length(file, position):
        position += length
    if position > size:
        raise _broken()
    if position:
        blanks.append(Blank(0, b"ID3\3\0\0" + _syncsafe(position - 10), position))
    end = _audio_end(file, size)
    if end < size:
        blanks.append(Blank(end, b"", size - end))
    start, frames, junk, seconds, first = position, 0, 0, 0.0, None
    while position + 4 <= end:
        file.seek(position)
        frame = _parse_frame(file.read(4))
        if frame is None:
            junk += 1
            position += 1
            if junk > MAX_JUNK:
                raise _broken()
            continue
        if position + frame.length > end:
            break
        if first is None:
            start, first = position, frame
        frames += 1
        seconds += frame.seconds
        position += frame.length
    if first is None or frames < MIN_FRAMES:
        raise _broken()
    counted = _counted_frames(file, start, first)
    if counted is not None:
        if frames < MIN_COMPLETE * counted:
            raise _broken()
        seconds -= first.seconds  # the frame of the Xing header is silent
    return Recording("mp3", _whole_seconds(seconds), metadata=tuple(blanks))


def _tag_length(file: IO[bytes], position: int) -> int:
    """Return the length of the ID3v2 tag that begins here, or 0."""
    file.seek(position)
    header = file.read(10)
    if len(header) < 10 or not header.startswith(b"ID3") or max(header[6:]) > 127:
        return 0
    length = sum(byte << shift for byte, shift in zip(header[6:], (21, 14, 7, 0), strict=True))
    return 10 + length + (10 if header[5] & 0x10 else 0)


def _syncsafe(length: int) -> bytes:
    return bytes(length >> shift & 127 for shift in (21, 14, 7, 0))


def _audio_end(file: IO[bytes], size: int) -> int:
    """Return where the tags at the end begin: ID3v1 after APEv2."""
    file.seek(max(size - 128, 0))
    end = size - 128 if file.read(3) == b"TAG" else size
    file.seek(max(end - 32, 0))
    footer = file.read(32)
    if footer.startswith(b"APETAGEX"):
        length, flags = int.from_bytes(footer[12:16], "little"), int.from_bytes(footer[20:24], "little")
        end = max(end - length - (32 if flags >> 31 else 0), 0)
    return end


def _counted_frames(file: IO[bytes], start: int, first: _Frame) -> int | None:
    """Return the number of frames that a Xing header in the first frame gives."""
    file.seek(start + 4 + first.side_info)
    header = file.read(12)
    if header[:4] not in (b"Xing", b"Info"):
        return None
    return int.from_bytes(header[8:12], "big") if header[7:8] and header[7] & 1 else 0


def _broken() -> ValidationError:
    return ValidationError(BROKEN, code="broken")
