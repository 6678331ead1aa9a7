"""Dates and times as people type them, and in words."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from saovang.core.datetimes import DateTimePartsField, duration_in_words
from tests.factories import HANOI

NO_DATE, NO_TIME = "Không có ngày này", "Không có giờ này"
HALF = "Hãy ghi cả ngày và giờ, hoặc để trống cả hai."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(45, "45 giây"), (60, "1 phút"), (750, "12 phút 30 giây"), (3600, "1 giờ"), (3930, "1 giờ 5 phút")],
)
def test_duration_in_words(seconds, words):
    assert duration_in_words(seconds) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (8, "Thứ Hai 8/3/2027, 8:00"),
        (9, "Thứ Ba 9/3/2027, 8:00"),
        (10, "Thứ Tư 10/3/2027, 8:00"),
        (11, "Thứ Năm 11/3/2027, 8:00"),
        (12, "Thứ Sáu 12/3/2027, 8:00"),
        (13, "Thứ Bảy 13/3/2027, 8:00"),
        (14, "Chủ Nhật 14/3/2027, 8:00"),
    ],
)
def test_datetime_in_words_has_weekday(day, words):
    template = Template("{% load vietnamese %}{{ time|datetime_in_words }}")
    assert template.render(Context({"time": datetime(2027, 3, day, 1, 0, tzinfo=UTC)})) == words


@pytest.mark.parametrize("day", ["2027-03-10", "10/3/2027", "10/03/2027", "10-3-2027", "10.3.2027", " 10 / 3 / 2027 "])
@pytest.mark.parametrize(
    "clock", ["8:05", "08:05", "08:05:00", "8h05", "8H05", "08g05", "8 giờ 05", "8 giờ 5 phút", "8.05", " 8 : 05 "]
)
def test_datetime_parts_accepts_what_people_type(day, clock):
    assert DateTimePartsField().clean([day, clock]) == datetime(2027, 3, 10, 8, 5, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("day", "clock"), [("\u200e10/3/2027\u202c", "8:05\u200b"), ("１０／３／２０２７", "８：０５")]
)
def test_datetime_parts_are_clean_text(day, clock):
    assert DateTimePartsField().clean([day, clock]) == datetime(2027, 3, 10, 8, 5, tzinfo=HANOI)


@pytest.mark.parametrize("clock", ["8h", "8g", "8 giờ", "8 gio\u031b\u0300"])
def test_datetime_parts_accepts_a_full_hour(clock):
    assert DateTimePartsField().clean(["10/3/2027", clock]) == datetime(2027, 3, 10, 8, 0, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("day", "clock", "message"),
    [
        ("31/02/2027", "8:00", NO_DATE),
        ("2027-02-31", "8:00", NO_DATE),
        ("10/13/2027", "8:00", NO_DATE),
        ("10/3", "8:00", NO_DATE),
        ("mai", "8:00", NO_DATE),
        ("10/3/2027", "24:00", NO_TIME),
        ("10/3/2027", "8:60", NO_TIME),
        ("10/3/2027", "8", NO_TIME),
        ("10/3/2027", "2h chiều", NO_TIME),
        ("10/3/2027", "", f"Có ngày mà thiếu giờ. {HALF}"),
        ("", "8:00", f"Có giờ mà thiếu ngày. {HALF}"),
    ],
)
def test_datetime_parts_refuses_half_and_impossible(day, clock, message):
    with pytest.raises(ValidationError) as caught:
        DateTimePartsField(required=False).clean([day, clock])
    assert caught.value.messages[0].startswith(message)


@pytest.mark.parametrize("value", [[], [None, None], ["", ""], [" ", "\t"]])
def test_datetime_parts_may_be_empty(value):
    assert DateTimePartsField(required=False).clean(value) is None
