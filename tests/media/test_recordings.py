"""Audio and video: what is accepted, what is said about the rest, and what is removed."""

import io
import math

import pytest
from django.core.exceptions import ValidationError

from saovang.media.file_types import detect_type
from saovang.media.recordings import (
    BROKEN,
    LOCKED,
    OTHER_CODEC,
    OTHER_HEVC,
    OTHER_SOUND,
    PHOTO,
    SILENT,
    TWO_KINDS,
    remove_metadata,
)
from tests.media.recordings import (
    FRAME,
    M4A,
    SECRET,
    TURNED,
    VIDEO,
    audio_entry,
    box,
    located,
    mp3,
    mp4,
    picture,
    sound,
    track,
)
from tests.media.test_files import archive

LONG_SIZE = b"\0\0\0\1mdat" + (80).to_bytes(8, "big") + bytes(64)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (mp3(750), ("mp3", 750, None, None)),
        (mp3(10, tag=b"TIT2" + bytes(500)), ("mp3", 10, None, None)),
        (mp3(10, tag=bytes(50))[:60] + bytes(99) + mp3(10), ("mp3", 10, None, None)),
        (mp3(10, counted=383), ("mp3", 10, None, None)),
        (mp3(10, end=b"TAG" + bytes(125)), ("mp3", 10, None, None)),
        (mp3(10, end=FRAME + bytes(100)), ("mp3", 10, None, None)),
        (M4A, ("m4a", 83, None, None)),
        (mp4(sound(object_type=0x6B)), ("m4a", 83, None, None)),
        (VIDEO, ("mp4", 83, 1280, 720)),
        (mp4(picture()), ("mp4", 83, 1280, 720)),
        (mp4(picture(matrix=TURNED)), ("mp4", 83, 720, 1280)),
        (mp4(picture(), end=LONG_SIZE), ("mp4", 83, 1280, 720)),
        (mp4(picture(), end=b"\0\0\0\0mdat" + bytes(99)), ("mp4", 83, 1280, 720)),
        (mp4(picture(), seconds=0), ("mp4", None, 1280, 720)),
        (mp4(picture(), seconds=0.2), ("mp4", 1, 1280, 720)),
        (mp4(picture(size=(0, 0))), ("mp4", 83, None, None)),
        (VIDEO[:24] + VIDEO[-72:] + VIDEO[24:-72], ("mp4", 83, 1280, 720)),  # the header at the end
    ],
)
def test_recording_is_accepted(content, expected):
    found = detect_type(io.BytesIO(content)).recording
    assert (found.file_type, found.seconds, found.width, found.height) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (mp4(picture(kind="hvc1"), sound()), OTHER_HEVC),
        (mp4(picture(kind="vp09")), OTHER_CODEC),
        (mp4(picture(profile=110)), OTHER_CODEC),
        (mp4(picture(), sound(kind="samr")), OTHER_SOUND),
        (mp4(sound(object_type=0xA5)), OTHER_SOUND),
        (mp4(track("soun", box("mp4a", bytes(28), box("esds", b"\0\0\0\0\x03")))), OTHER_SOUND),
        (mp4(track("vide", box("avc1", bytes(78), box("avcC", b"\x01")))), BROKEN),
        (mp4(sound(kind="enca")), LOCKED),
        (mp4(sound(), brand="M4P "), LOCKED),
        (mp4(brand="heic"), PHOTO),
        (b"\xff\xd8\xff\xe0".ljust(600, b"\0"), PHOTO),
        (mp4(), SILENT),
        (VIDEO[:-1], BROKEN),
        (VIDEO[: len(VIDEO) // 2], BROKEN),
        (VIDEO[:24], BROKEN),
        (box("ftyp", b"isom") + box("mdat", bytes(64)), BROKEN),
        (VIDEO + archive("a.txt"), BROKEN),
        (mp4(picture(), end=box("mdat", archive("a.txt"))), TWO_KINDS),
        (mp3(10) + archive("a.txt"), TWO_KINDS),
        (mp3(10, counted=1000), BROKEN),
        (mp3(10, tag=bytes(500))[:300], BROKEN),
        (mp3(0.05), BROKEN),
        (FRAME + b"<script>" * 1000, BROKEN),
        (b"ID3\3\0\0\0\0\0\x10" + bytes(10_000), BROKEN),
    ],
)
def test_recording_is_refused(content, message):
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(content))
    assert error.value.messages == [message]


@pytest.mark.parametrize(
    ("content", "beginning", "program"),
    [
        (b"RIFF\0\0\0\0WAVEfmt ", "Chưa nhận âm thanh kiểu WAV. ", "Audacity"),
        (b"OggS\0\2", "Chưa nhận âm thanh kiểu OGG. ", "Audacity"),
        (b"#!AMR\n", "Chưa nhận âm thanh kiểu AMR. ", "Audacity"),
        (b"fLaC\0", "Chưa nhận âm thanh kiểu FLAC. ", "Audacity"),
        (b"\xff\xf1\x50\x80", "Chưa nhận âm thanh kiểu AAC. ", "Audacity"),
        (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "Chưa nhận phim kiểu WMV hoặc WMA. ", "HandBrake"),
        (b"RIFF\0\0\0\0AVI LIST", "Chưa nhận phim kiểu AVI. ", "HandBrake"),
        (b"\x1a\x45\xdf\xa3", "Chưa nhận phim kiểu MKV hoặc WEBM. ", "HandBrake"),
        (mp4(picture(), brand="qt  "), "Chưa nhận phim kiểu MOV. ", "HandBrake"),
        (box("wide") + box("mdat"), "Chưa nhận phim kiểu MOV. ", "HandBrake"),
        (mp4(picture(), brand="3gp5"), "Chưa nhận phim kiểu 3GP. ", "HandBrake"),
    ],
)
def test_other_recording_is_refused_with_the_way_to_convert(content, beginning, program):
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(content.ljust(600, b"\0")))
    (message,) = error.value.messages
    assert message.startswith(beginning)
    assert program in message


@pytest.mark.parametrize(
    "content",
    [
        mp4(picture(), sound(), located()),
        mp4(picture(), before=box("uuid", SECRET * 9)),
        mp4(picture(), end=box("free", SECRET)),
        mp4(picture(), end=b"\0\0\0\1meta" + (16 + len(SECRET)).to_bytes(8, "big") + SECRET),
        mp4(track("soun", audio_entry(), located())),
        mp4(sound(), track("meta", box("mett", SECRET))),
        mp3(10, tag=b"TXXX" + SECRET),
        mp3(10, end=b"TAG" + SECRET.ljust(125, b"\0")),
    ],
)
def test_metadata_are_removed(content):
    file = io.BytesIO(content)
    before = detect_type(file).recording
    remove_metadata(file, before.metadata)
    assert SECRET not in file.getvalue()
    assert len(file.getvalue()) == len(content)
    after = detect_type(file).recording
    assert after[:4] == before[:4]


def test_recording_has_a_limit_of_its_own(settings):
    settings.ATTACHMENT_MAX_BYTES, settings.RECORDING_MAX_BYTES = 100, 1024 * 1024
    assert detect_type(io.BytesIO(mp3(10))).file_type == "mp3"
    with pytest.raises(ValidationError) as error:
        detect_type(io.BytesIO(mp3(math.ceil(1024 * 1024 / 16_000))))
    assert error.value.messages == ["Tệp âm thanh hoặc phim nặng quá giới hạn 1,0\xa0MB."]
    with pytest.raises(ValidationError, match="DOCX hay PDF"):
        detect_type(io.BytesIO(mp3(0.1)[:99]), ("docx", "pdf"))
