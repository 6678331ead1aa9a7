import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import ContactDetails, FeedbackAddress
from tests import make
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/tin/",
    "/chuyen-muc/muc/",
    "/thu-tuc-hanh-chinh/",
    "/tim-kiem/",
    "/khong-co/",
]


@pytest.fixture
def article():
    return make.article("Tin", category=make.category("Mục", slug="muc"))


def test_the_notice_shows_its_four_lines(client):
    make.feedback_address(title="Địa chỉ tiếp nhận", address="Khu phố 1", telephone="0237 000 0000", email="a@b.vn")
    seen = text(client.get("/thu-tuc-hanh-chinh/"))
    for line in ["Địa chỉ tiếp nhận", "Khu phố 1", "0237 000 0000", "a@b.vn"]:
        assert line in seen
    html = client.get("/thu-tuc-hanh-chinh/").content.decode()
    assert 'href="tel:02370000000"' in html
    assert 'href="mailto:a@b.vn"' in html


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_card_and_the_commune_s_own_details(client, article, path):
    make.feedback_address(telephone="0237 000 0000", order=1)
    make.feedback_address(title="Cấp tỉnh", telephone="0237 999 9999", order=2)
    make.contact_details()
    html = client.get(path).content.decode()
    aside = html.partition("<aside")[2].partition("</aside>")[0]
    assert 'href="tel:02370000000"' in aside
    assert "0237 999 9999" not in aside
    foot = html.partition("<footer")[2]
    for part in [
        "UBND xã Thử",
        "Số 1, khu phố 1",
        "tel:02371111111",
        "ubnd@example.vn",
        "Giờ hành chính",
        "Chủ tịch",
    ]:
        assert part in foot


def test_the_last_check_is_told(client):
    address = make.feedback_address()
    assert "Chưa ghi ngày kiểm tra" in client.get("/thu-tuc-hanh-chinh/").content.decode()
    address.checked_on = "2026-11-20"
    address.save()
    assert "Kiểm tra lần cuối: 20/11/2026" in client.get("/").content.decode()


@pytest.mark.parametrize("telephone", ["", "không có", "0237<script>", "12", "0237-"])
def test_a_telephone_that_is_none_is_refused(telephone):
    with pytest.raises(ValidationError) as error:
        FeedbackAddress(address="x", telephone=telephone, email="a@b.vn").full_clean()
    assert list(error.value.message_dict) == ["telephone"]


def test_there_is_one_set_of_contact_details_and_a_notice_once():
    make.contact_details()
    make.feedback_address()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactDetails.objects.create(id=2, place="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.feedback_address()
