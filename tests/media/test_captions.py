import io

import pytest
from django.core.exceptions import ValidationError

from saovang.media.captions import MAX_BYTES, NOT_CAPTIONS, NOT_UNICODE, captions_text, read_captions

VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nXin chào bà con."
SRT = "\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\nXin chào bà con.\r\n"


@pytest.mark.parametrize(
    "text",
    [
        VTT,
        SRT,
        VTT.replace("00:00:0", "00:0"),
        "WEBVTT - Bản tin\n\nNOTE riêng\n\nSTYLE\n::cue{}\n\n" + VTT[8:].replace("4.000", "4.000 line:0 align:left"),
        VTT.replace("Xin chào", "<v Bình><b>Xin</b> chào</v>"),
        SRT.replace("Xin", r"{\an8}Xin"),
        VTT + "\n\n00:00:05.000 --> 00:00:06.000\n\n",
    ],
)
def test_captions_are_rewritten(text):
    assert read_captions(io.BytesIO(text.encode())) == VTT


def test_captions_text():
    captions = read_captions(io.BytesIO((VTT + "\nA &amp; B\n\n00:05.000 --> 00:06.000\nHết").encode()))
    assert captions_text(captions) == "Xin chào bà con. A & B Hết"
    assert captions_text("") == ""


def test_captions_without_lines_between_them():
    times = ("00:00:00,000 --> 00:00:00,000\n", "00:00:01,000 --> 00:00:02,000\nA", "00:00:03,000 --> 00:00:04,000\nB")
    srt = "\n".join(f"{number}\n{cue}" for number, cue in enumerate(times, 1))
    assert captions_text(read_captions(io.BytesIO(srt.encode()))) == "A B"


def test_captions_in_utf16():
    assert read_captions(io.BytesIO(VTT.encode("utf-16"))) == VTT


def test_captions_are_text_and_no_markup():
    text = VTT.replace("Xin chào", "2 &lt; 3 &amp; <script>alert(1)</script> --> ")
    assert read_captions(io.BytesIO(text.encode())).splitlines()[-1] == "2 &lt; 3 &amp; alert(1) --&gt;  bà con."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "Tệp này trống."),
        (b"<html>", NOT_CAPTIONS),
        (b"\xff\xd8\xff\xe0", NOT_CAPTIONS),
        (b"WEBVTT\n\n", NOT_CAPTIONS),
        (VTT.replace("chào", "").encode() + b"\xe0\xff", NOT_UNICODE),
        (VTT.replace("04.000", "00.500").encode(), "Phụ đề có mốc giờ không xuôi: “00:00:01.000 --> 00:00:00.500”."),
        (VTT.encode() + b"a" * MAX_BYTES, "Tệp phụ đề nặng quá giới hạn 488,3\xa0KB."),
    ],
)
def test_captions_are_refused(content, message):
    with pytest.raises(ValidationError) as error:
        read_captions(io.BytesIO(content))
    assert error.value.messages == [message]
