import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from procedures.models import ContactDetails, FeedbackAddress
from saovang.core.background import runner
from saovang.pagecache.version import content_version
from tests import factories
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
    return factories.article("Tin", category=factories.category("Mục", slug="muc"))


def test_the_notice_shows_its_four_lines(client):
    factories.feedback_address(
        title="Địa chỉ tiếp nhận", address="Khu phố 1", telephone="0237 000 0000", email="a@b.vn"
    )
    seen = text(client.get("/thu-tuc-hanh-chinh/"))
    for line in ["Địa chỉ tiếp nhận", "Khu phố 1", "0237 000 0000", "a@b.vn"]:
        assert line in seen
    html = client.get("/thu-tuc-hanh-chinh/").content.decode()
    assert 'href="tel:02370000000"' in html
    assert 'href="mailto:a@b.vn"' in html


def test_the_head_dials_the_number_and_leads_to_the_notice(client):
    factories.feedback_address(telephone="+84 237 000 0000")
    head = client.get("/").content.decode().partition("<header")[2].partition("</header>")[0]
    assert re.findall(r'href="(tel:.*?|/thu-tuc.*?)"', head) == ["/thu-tuc-hanh-chinh/", "tel:02370000000"]


def test_a_record_without_a_number_puts_none_anywhere(client):
    factories.feedback_address(level=2, telephone="", website="https://gui.example.vn/")
    for path in ["/", "/thu-tuc-hanh-chinh/", "/thu-tuc-hanh-chinh/ap-phich/", "/thu-tuc-hanh-chinh/lien-he.vcf"]:
        assert "tel:" not in client.get(path).content.decode().lower()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_card_and_the_commune_s_own_details(client, article, path):
    factories.feedback_address(telephone="0237 000 0000", order=1)
    factories.feedback_address(title="Cấp tỉnh", telephone="0237 999 9999", order=2)
    factories.contact_details()
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
    address = factories.feedback_address()
    assert "Chưa ghi ngày kiểm tra" in client.get("/thu-tuc-hanh-chinh/").content.decode()
    address.checked_on, address.checked_by = "2026-11-20", "Văn phòng"
    address.save()
    assert 'Kiểm tra lần cuối: <time datetime="2026-11-20">20/11/2026</time>' in client.get("/").content.decode()


@pytest.mark.parametrize("telephone", ["", "không có", "0237<script>", "12", "0237-", "+1 555 0100", "٠١٢٣٤٥"])
def test_a_telephone_that_is_none_is_refused(telephone):
    with pytest.raises(ValidationError) as error:
        FeedbackAddress(address="x", telephone=telephone, email="a@b.vn").full_clean()
    assert list(error.value.message_dict) == ["telephone"]


def test_the_notice_shows_everything_that_the_record_holds(client):
    factories.feedback_address(
        body="Trung tâm Phục vụ hành chính công",
        concerns="Người dân trong xã",
        map_url="https://ban-do.example.vn/1",
        hours="Giờ hành chính",
        post="UBND xã Thử",
        website="https://gui.example.vn/",
        website_needs_identity=True,
        legal_basis="Thông báo 12/TB-UBND",
        legal_basis_url="https://van-ban.example.vn/12",
        in_force_from="2026-07-01",
        checked_on="2026-11-20",
        checked_by="Văn phòng xã",
    )
    response = client.get("/thu-tuc-hanh-chinh/")
    seen = text(response)
    for part in [
        "Cấp xã",
        "Trung tâm Phục vụ hành chính công",
        "Người dân trong xã",
        "Giờ tiếp nhận Giờ hành chính",
        "Gửi bưu điện UBND xã Thử",
        "Cần đăng nhập bằng tài khoản định danh điện tử",
        "Căn cứ Thông báo 12/TB-UBND",
        "Áp dụng từ 01/07/2026",
        "Kiểm tra lần cuối: 20/11/2026",
    ]:
        assert part in seen
    assert "Văn phòng xã" not in seen
    links = re.findall(r'href="(https://[^"]+)"', response.content.decode())
    assert links == ["https://ban-do.example.vn/1", "https://gui.example.vn/", "https://van-ban.example.vn/12"]


def test_the_commune_comes_first_and_then_the_order_of_the_staff(client):
    factories.feedback_address(title="Trung ương", level=3, order=1)
    factories.feedback_address(title="Tỉnh", level=2, order=2)
    factories.feedback_address(title="Xã hai", level=1, order=9)
    factories.feedback_address(title="Xã một", level=1, order=8)
    html = client.get("/thu-tuc-hanh-chinh/").content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"<h2>(.*?)</h2>", main) == ["Xã một", "Xã hai", "Tỉnh", "Trung ương"]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/thu-tuc-hanh-chinh/", 7),
        ("/thu-tuc-hanh-chinh/huong-dan/", 7),
        ("/thu-tuc-hanh-chinh/huong-dan/hoi-ve-thu-tuc/", 8),
        ("/thu-tuc-hanh-chinh/danh-muc/", 7),
        ("/thu-tuc-hanh-chinh/danh-muc/?q=thu+tuc", 6),
        ("/thu-tuc-hanh-chinh/danh-muc/0/", 10),
    ],
)
def test_a_page_costs_the_same_at_1_and_at_30_rows(
    client, monkeypatch, django_assert_num_queries, path, queries, number
):
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    factories.contact_details()
    factories.feedback_address()
    for index in range(number):
        factories.feedback_address(title=f"Nơi {index}", takes_question=True, order=index)
        factories.procedure(str(index), name=f"Thủ tục {index}")
    content_version.refresh()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_there_is_one_set_of_contact_details_and_a_notice_once():
    factories.contact_details()
    factories.feedback_address()
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactDetails.objects.create(id=2, place="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.feedback_address()
