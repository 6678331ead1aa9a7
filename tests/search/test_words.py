"""Words as people type them."""

import pytest

from saovang.core.text import exact_words
from saovang.search.words import decode_keys, expand, find_numbers, spell


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


@pytest.mark.parametrize(
    ("query", "whole"),
    [
        ("sổ đỏ bn tiền", "sổ đỏ bao nhiêu tiền"),
        ("thu 7 co lam ko?", "thu 7 co lam khong ?"),
        ("kp5 t7", "khu pho 5 thu 7"),
        ("đ/c chủ tịch", "chủ tịch"),
        ("dạ anh chị ơi cho con hỏi về khai sinh, con cảm ơn!", "khai sinh"),
        ("cho toi hoi la khai sinh o dau a", "khai sinh o dau a"),
        ("khai sinh ở đâu vậy ạ?", "khai sinh ở đâu"),
        ("Chào xã, giúp em với: khai sinh", "khai sinh"),
        ("em chao cac bac a", "a"),
        ("chào cờ", "chào cờ"),
        ("da giay", "da giay"),
        ("vàng xã", "vàng xã"),
        ("xin chào", "xin chào"),
        ("cấm ồn", "cấm ồn"),
        ("thư cảm ơn", "thư cảm ơn"),
        ("... ", "..."),
        ("https://xa.vn/thu-tuc-hanh-chinh/danh-muc/MAU-01/?x=1", "MAU-01"),
        ("https://dichvucong.gov.vn/", "https://dichvucong.gov.vn/"),
        ("610-KL/TU, 12/J", "610-KL/TU, 12/J"),
    ],
)
def test_shortened_words_are_expanded(query, whole):
    assert " ".join(expand(query).split()) == whole
