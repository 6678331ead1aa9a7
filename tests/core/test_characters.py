import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saovang.core.characters import clean_characters
from tests.hostile_texts import HOSTILE_TEXTS

# Of any text, and often of those that one step of the cleaning could leave to the next one.
CHARACTERS = st.one_of(
    st.characters(exclude_categories=[]),
    st.sampled_from([*{character for text in HOSTILE_TEXTS for character in text.dirty}]),
)
# All Vietnamese letters, digits, and punctuation as Vietnamese texts use it.
VIETNAMESE = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwzàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
    "0123456789 .,;:!?()[]{}<>@#$%^&*+-=/\\|_~'\"`“”‘’–—…•₫°²³½×§©®№→✓"
)


@given(st.lists(CHARACTERS).map("".join))
def test_clean_characters_twice_changes_nothing(text):
    once = clean_characters(text)
    assert clean_characters(once) == once


@given(st.lists(CHARACTERS).map("".join))
def test_clean_characters_suit_every_format(text):
    clean = clean_characters(text)
    assert clean.encode().decode() == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert {unicodedata.category(character) for character in clean.replace("\n", "")} & {"Cc", "Cs", "Co"} == set()


@pytest.mark.parametrize("text", [VIETNAMESE, VIETNAMESE.upper()])
def test_clean_characters_keeps_vietnamese_text(text):
    assert clean_characters(text) == text


def test_clean_characters_keeps_line_breaks():
    assert clean_characters("một\r\nhai\vba\u2028bốn\r\rnăm") == "một\nhai\nba\nbốn\n\nnăm"
