"""Captions of a film: WebVTT and SRT files, rewritten as WebVTT of plain text without positions or styles."""

import re
from html import unescape
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.html import escape

from saovang.core.characters import clean_characters
from saovang.media.upload_handlers import validate_size

MAX_BYTES = 500_000  # three hours of speech take 200 kB
TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
TIMING = re.compile(rf"\s*{TIME}\s*-->\s*{TIME}(?:\s.*)?")
NUMBER_AND_TIMING = re.compile(rf"^((?:\d{{1,6}}[ \t]*\n)?[ \t]*{TIME}[ \t]*-->)", re.MULTILINE)
MARKUP = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")  # of WebVTT and SRT, and of programs that write {\an8}

NOT_CAPTIONS = "Tệp này không phải phụ đề .vtt hay .srt."
NOT_UNICODE = "Tệp phụ đề không phải Unicode. Hãy mở bằng Notepad, chọn Lưu như…, mã hóa UTF-8, rồi tải lên lại."


def read_captions(upload: IO[bytes]) -> str:
    """Return an uploaded WebVTT or SRT file as WebVTT.

    Raises ValidationError with a message for the user if it is too large or holds no captions.
    """
    validate_size(upload, MAX_BYTES, "Tệp phụ đề")
    cues: list[str] = []
    last = 0
    # Some programs leave out the empty line between captions.
    content = NUMBER_AND_TIMING.sub(r"\n\1", clean_characters(_decode(upload.read())))
    for block in re.split(r"\n\s*\n", content):
        lines = block.split("\n")
        index, match = next(((i, m) for i, line in enumerate(lines) if (m := TIMING.fullmatch(line))), (0, None))
        text = [escape(unescape(MARKUP.sub("", line)).strip()) for line in lines[index + 1 :]]
        if not match or not any(text):
            continue
        start, end = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
        if end <= start or start < last:
            raise ValidationError(f"Phụ đề có mốc giờ không xuôi: “{lines[index].strip()[:40]}”.", code="times")
        last = start
        cues.append(f"{_format(start)} --> {_format(end)}\n" + "\n".join(filter(None, text)))
    if not cues:
        raise ValidationError(NOT_CAPTIONS, code="not_captions")
    return "\n\n".join(["WEBVTT", *cues])


def captions_text(captions: str) -> str:
    """Return what is said in captions of `read_captions`."""
    cues = captions.split("\n\n")[1:]
    return " ".join(unescape(line) for cue in cues for line in cue.split("\n")[1:])


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValidationError(NOT_UNICODE if b"-->" in content else NOT_CAPTIONS, code="encoding") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _format(time: int) -> str:
    seconds, milliseconds = divmod(time, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}"
