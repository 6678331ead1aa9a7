"""Queries as people type them."""

import pytest

from saovang.search.cleaning import clean_query


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
def test_clean_query(query, whole):
    assert " ".join(clean_query(query).split()) == whole
