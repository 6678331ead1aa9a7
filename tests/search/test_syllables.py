"""Vietnamese syllables: how they are typed and written."""

import pytest

from saovang.core.text import exact_words
from saovang.search.syllables import decode_keys, spell


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("ddaats", "đất"),  # Telex
        ("dduowngf", "đường"),
        ("duongwf", "dường"),
        ("hoaf", "hòa"),
        ("nhwng", "nhưng"),
        ("quaanj", "quận"),
        ("hoawcj", "hoặc"),
        ("datd", "đat"),
        ("đaats", "đất"),  # of which a part was converted
        ("d9a6t1", "đất"),  # VNI
        ("d9at61", "đất"),
        ("nguo7i2", "người"),
        ("thu73", "thử"),
        ("khai", ""),
        ("đất", ""),
        ("hdnd", ""),
        ("ct07", ""),
        ("610kl", ""),
        ("", ""),
        ("w" * 200, ""),
    ],
)
def test_keys_of_input_method_are_read(typed, word):
    exact = decode_keys(typed)
    assert (spell(exact) if exact else "") == word


@pytest.mark.parametrize(
    "word",
    "đất giấy khỏe hòa thủy mía ngoài cửa người tuổi quý quả giếng già gì khuỷu nghiêng luật kỷ xã ubnd".split(),
)
def test_word_is_spelt_as_in_texts(word):
    (exact,) = exact_words(word)
    assert spell(exact.exact) == word
