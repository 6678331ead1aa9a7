import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saovang.core.text import clean_text, fold, format_number, plain_text, slug_candidates, slugify, tel_digits, words
from tests.hostile_texts import HOSTILE_TEXTS

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: text.name)
def test_clean_text_of_hostile_text(text):
    assert clean_text(text.dirty) == text.clean
    assert clean_text(text.clean) == text.clean


def test_clean_text_of_several_lines():
    text = "  Một  \r\n\r\n- hai\v- ba\u00a0\n"
    assert clean_text(text, multiline=True) == "Một\n\n- hai\n- ba"
    assert clean_text(text) == "Một - hai - ba"


def test_fold_vietnamese_letters():
    assert fold(VIETNAMESE) == (
        "aaabcddeeghiklmnooopqrstuuvxy" + "a" * 15 + "e" * 10 + "i" * 5 + "o" * 15 + "u" * 10 + "y" * 5
    )
    assert fold(VIETNAMESE.upper()) == fold(VIETNAMESE)


def test_fold_ignores_normal_form():
    assert fold(unicodedata.normalize("NFD", "Lễ hội xã Sao Vàng")) == fold("Lễ hội xã Sao Vàng")


@given(st.text())
def test_fold_keeps_length(text):
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


def test_plain_text_separates_elements():
    assert plain_text("<p>Bảo hiểm<strong>y tế</strong></p><p>A &amp; B</p>") == "Bảo hiểm y tế A & B"


def test_words_folds_and_splits():
    assert words("Đổi mới, 24/7 – xã!") == ["doi", "moi", "24", "7", "xa"]


def test_words_of_hostile_text():
    assert words("h\u00adọp ＵＢＮＤ хã") == ["hop", "ubnd", "xa"]


def test_slugify_joins_folded_words():
    assert slugify("Đổi mới “cách làm”") == "doi-moi-cach-lam"
    assert slugify("…") == ""
    assert slugify("𝐓𝐡𝐨̂𝐧𝐠\u200b 𝐛𝐚́𝐨 Ðảng") == "thong-bao-dang"


@given(st.text(alphabet=VIETNAMESE + " ", max_size=400))
def test_slugify_cuts_between_words(text):
    slug = slugify(text)
    assert len(slug) <= 100
    if " " in text.strip() and len(text.split()[0]) <= 100:
        assert set(slug.split("-")) <= set(fold(text).split()) | {""}


def test_slug_candidates_are_numbered():
    candidates = slug_candidates("Tin", fallback="x")
    assert [next(candidates) for _ in range(3)] == ["tin", "tin-2", "tin-3"]
    assert next(slug_candidates("!", fallback="bai-viet")) == "bai-viet"


@pytest.mark.parametrize(
    ("number", "formatted"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (141789, "141.789"), (1234567, "1.234.567")],
)
def test_format_number_groups_thousands(number, formatted):
    assert format_number(number) == formatted


@pytest.mark.parametrize(
    ("telephone", "digits"),
    [
        ("0237 383 5076", "02373835076"),
        ("0237.383.5076", "02373835076"),
        ("+84 237-383", "0237383"),
        ('0"1+2', "012"),
    ],
)
def test_tel_digits_keeps_only_digits(telephone, digits):
    assert tel_digits(telephone) == digits
