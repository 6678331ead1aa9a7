import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from saovang.core.text import fold, slug_candidates, slugify, words

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"


def test_every_vietnamese_letter_folds_to_its_bare_letter():
    assert fold(VIETNAMESE) == (
        "aaabcddeeghiklmnooopqrstuuvxy" + "a" * 15 + "e" * 10 + "i" * 5 + "o" * 15 + "u" * 10 + "y" * 5
    )
    assert fold(VIETNAMESE.upper()) == fold(VIETNAMESE)


def test_both_normal_forms_fold_alike():
    assert fold(unicodedata.normalize("NFD", "Lễ hội xã Sao Vàng")) == fold("Lễ hội xã Sao Vàng")


@given(st.text())
def test_offsets_in_folded_text_are_offsets_in_the_original(text):
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))


def test_words():
    assert words("Đổi mới, 24/7 – xã!") == ["doi", "moi", "24", "7", "xa"]


def test_slug():
    assert slugify("Đổi mới “cách làm”") == "doi-moi-cach-lam"
    assert slugify("…") == ""


@given(st.text(alphabet=VIETNAMESE + " ", max_size=400))
def test_slug_is_bounded_and_cut_between_words(text):
    slug = slugify(text)
    assert len(slug) <= 100
    if " " in text.strip() and len(text.split()[0]) <= 100:
        assert set(slug.split("-")) <= set(fold(text).split()) | {""}


def test_slug_candidates_go_on_with_numbers():
    candidates = slug_candidates("Tin", fallback="x")
    assert [next(candidates) for _ in range(3)] == ["tin", "tin-2", "tin-3"]
    assert next(slug_candidates("!", fallback="bai-viet")) == "bai-viet"
