"""Which query is searched instead of one that nothing answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saovang.search.models import Entry, Synonym
from tests import factories

pytestmark = pytest.mark.django_db


def correction(query: str) -> str:
    """Return the query whose results are shown instead, or ""."""
    corrected = Entry.objects.search(query).corrected
    return corrected.query.text if corrected else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nông thôm mới", "nông thôn mới"),  # another letter
        ("nong thom moi", "nong thon moi"),
        ("nông thn mới", "nông thôn mới"),
        ("nông tohn mới", "nông thôn mới"),
        ("nông thônn mớii", "nông thôn mới"),
        ("nồng thổn mới", ""),  # two guesses beside each other
        ("nông thỗn mới", "nông thôn mới"),  # another accent
        ("nông thon mơi", "nông thôn mới"),
        ("noong thoon mowis", "nông thôn mới"),  # keys of Telex
        ("nông thôn mowis", "nông thôn mới"),
        ("no6ng tho6n mo7i1", "nông thôn mới"),  # keys of VNI
        ("nôngthôn mới", "nông thôn mới"),  # together
        ("nongthonmoi", "nong thon moi"),
        ("NôngThônMới", "nông thôn mới"),
        ("xaydungnongthonmoi", "xay dung nong thon moi"),
        ("nông th ôn mới", "nông thôn mới"),  # apart
        ("nông-thôn-mới ở xã", "nông thôn mới ở xã"),
        ('"mới nông thôn"', "mới nông thôn"),
        ("khinhkhicau mới", ""),
        ("nông dân mới", ""),
    ],
)
def test_query_is_corrected(typed, meant):
    factories.article("Xây dựng nông thôn mới")
    assert correction(typed) == meant
    assert not meant or Entry.objects.search(meant)[0:1]


def test_accents_are_added_only_beside_another_word():
    Synonym.objects.create(term="lấn", meanings="tranh chấp")
    factories.procedure(name="Hòa giải tranh chấp")
    assert correction("đi lan hai") == ""
    assert correction("hòa giãi") == "hòa giải"


def test_query_is_corrected_to_a_synonym():
    Synonym.objects.create(term="sổ đỏ", meanings="giấy chứng nhận quyền sử dụng đất")
    factories.article("Cấp giấy chứng nhận quyền sử dụng đất")
    factories.article("Tin", body="<p>Xổ số.</p>")
    for typed in ("xổ đỏ", "sổ đõ", "soor ddor", "so63 d9o3", "sổđỏ"):
        assert correction(typed) == "sổ đỏ", typed


def test_word_beside_another_as_in_a_text_is_right():
    factories.procedure(name="Hội thảo đầu bờ")
    assert correction("hội thạo đầu bờ") == "hội thảo đầu bờ"
    factories.article("Tin", body="<p>Hội thạo việc.</p>")
    assert correction("hội thạo đầu bờ") == ""


def test_letter_too_many_makes_no_words_of_one_letter():
    Synonym.objects.create(term="sổ đỏ", meanings="nghiệp vụ")
    factories.article("Nghiệp vụ ở cơ quan")
    assert correction("socđo") == "sổ đỏ"
    assert correction("vụ ocop") == ""


def test_known_word_is_corrected_only_by_a_title():
    factories.procedure(name="Đăng ký khai tử, nhận đơn")
    factories.article("Tin", body="<p>Nhà có con, nuôi lợn.</p>")
    assert correction("nhận con nuôi") == ""
    assert correction("nhận con") == "nhận đơn"


def test_word_is_corrected_by_a_text():
    factories.article("Tin", body="<p>Chúc mừng ông Lưu Thế Vượng.</p>")
    assert correction("thế vươngg") == "thế vượng"
    assert correction("lụt thế") == ""  # other accents


def test_correction_is_not_found_by_chance_in_a_long_text():
    factories.article("Tin", body="<p>Bà con vui khai hội, sinh hoạt chung, chào cờ.</p>")
    factories.article("Ông và cháu")
    assert correction("khai sinh cháu") == ""
    factories.article("Kết luận 610-KL/TU")
    assert correction("610-kltu") == "610 kl tu"


def test_correction_is_beside_a_word_as_in_the_query():
    factories.procedure(name="Hỗ trợ chi phí mai táng")
    assert correction("học phí") == ""
    assert correction("chi phú") == "chi phí"


def test_title_that_is_not_public_corrects_nothing():
    factories.article("Đón trường chuẩn", published_at=timezone.now() + timedelta(hours=1))
    factories.article("Trường chuẩn")
    assert correction("đoón trường") == ""
