"""Telephone numbers and dates in all their spellings."""

import pytest

from saovang.search.words import find_numbers


@pytest.mark.parametrize(
    ("text", "word"),
    [
        *[
            (text, "02373835076")
            for text in ("842373835076", "0084 237 383 5076", "(+84) 237.383.5076", "02373 835 076")
        ],
        *[(text, "zd05032026") for text in ("5-3-26", "5/3/2026", "mùng 5 tháng 3 năm 2026")],
    ],
)
def test_number_is_read_in_every_spelling(text, word):
    (number,) = find_numbers(text)
    assert (number.words[0], number.start, number.end) == (word, 0, len(text))


def test_number_is_found_by_its_last_digits():
    (number,) = find_numbers("Gọi 0912 345 678")
    assert number.words == ("0912345678", "912345678", "2345678", "345678", "5678")
