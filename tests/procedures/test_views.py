"""Public pages: feedback addresses, header and footer, QR code, sitemaps."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

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


def test_header_dials_the_commune(client):
    factories.feedback_address(telephone="+84 237 000 0000")

    def numbers() -> list[str]:
        header = client.get("/").content.decode().partition("<header")[2].partition("</header>")[0]
        return re.findall(r'href="tel:(.*?)"', header)

    assert numbers() == ["02370000000"]
    factories.contact_details()
    content_version.refresh()
    assert numbers() == ["02371111111"]


def test_feedback_address_without_telephone(client):
    factories.feedback_address(level=2, telephone="", website="https://gui.example.vn/")
    for path in ["/", "/thu-tuc-hanh-chinh/", "/thu-tuc-hanh-chinh/ap-phich/", "/thu-tuc-hanh-chinh/lien-he.vcf"]:
        assert "tel:0" not in client.get(path).content.decode().lower()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_feedback_card_and_contact(client, article, path):
    factories.feedback_address(telephone="0237 000 0000", order=1)
    factories.feedback_address(title="Cấp tỉnh", telephone="0237 999 9999", order=2)
    factories.contact_details()
    html = client.get(path).content.decode()
    aside = html.partition("<aside")[2].partition("</aside>")[0]
    assert 'href="tel:02370000000"' in aside
    assert "0237 999 9999" not in aside
    footer = html.partition("<footer")[2]
    for part in [
        "UBND xã Thử",
        "Số 1, khu phố 1",
        "tel:02371111111",
        "ubnd@example.vn",
        "Giờ hành chính",
        "Chủ tịch",
    ]:
        assert part in footer


def test_feedback_card_shows_last_check(client):
    address = factories.feedback_address()
    assert "Chưa ghi ngày kiểm tra" in client.get("/thu-tuc-hanh-chinh/").content.decode()
    address.checked_on, address.checked_by = "2026-11-20", "Văn phòng"
    address.save()
    assert 'Kiểm tra lần cuối: <time datetime="2026-11-20">20/11/2026</time>' in client.get("/").content.decode()


def test_index_shows_every_field(client):
    for host in ("ban-do", "gui", "van-ban"):
        factories.linked_domain(f"{host}.example.vn")
    factories.feedback_address(
        agency="Trung tâm Phục vụ hành chính công",
        scope="Người dân trong xã",
        map_url="https://ban-do.example.vn/1",
        hours="Giờ hành chính",
        postal_address="UBND xã Thử",
        website="https://gui.example.vn/",
        website_requires_eid=True,
        legal_basis="Thông báo 12/TB-UBND",
        legal_basis_url="https://van-ban.example.vn/12",
        effective_from="2026-07-01",
        checked_on="2026-11-20",
        checked_by="Văn phòng xã",
    )
    response = client.get("/thu-tuc-hanh-chinh/")
    page_text = text(response)
    for part in [
        "Địa chỉ tiếp nhận",
        "Khu phố 1",
        "0237 000 0000",
        "phananh@example.vn",
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
        assert part in page_text
    assert "Văn phòng xã" not in page_text
    html = response.content.decode()
    assert 'href="tel:02370000000"' in html
    assert 'href="mailto:phananh@example.vn"' in html
    links = re.findall(r'href="(https://[^"]+)"', html)
    assert links == ["https://ban-do.example.vn/1", "https://gui.example.vn/", "https://van-ban.example.vn/12"]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/thu-tuc-hanh-chinh/", 8),
        ("/thu-tuc-hanh-chinh/huong-dan/", 8),
        ("/thu-tuc-hanh-chinh/huong-dan/hoi-ve-thu-tuc/", 9),
        ("/thu-tuc-hanh-chinh/danh-muc/", 8),
        ("/thu-tuc-hanh-chinh/danh-muc/?q=thu+tuc", 7),
        ("/thu-tuc-hanh-chinh/danh-muc/0/", 11),
    ],
)
def test_page_query_count_is_constant(client, monkeypatch, django_assert_num_queries, path, queries, number):
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    factories.contact_details()
    factories.feedback_address()
    for index in range(number):
        factories.feedback_address(title=f"Nơi {index}", accepts_question=True, order=index)
        factories.procedure(str(index), name=f"Thủ tục {index}")
    content_version.refresh()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_index_orders_by_level_and_order(client):
    factories.feedback_address(title="Trung ương", level=3, order=1)
    factories.feedback_address(title="Tỉnh", level=2, order=2)
    factories.feedback_address(title="Xã hai", level=1, order=9)
    factories.feedback_address(title="Xã một", level=1, order=8)
    html = client.get("/thu-tuc-hanh-chinh/").content.decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"<h2>(.*?)</h2>", main) == ["Xã một", "Xã hai", "Tỉnh", "Trung ương"]


def test_qr_code_holds_url_of_index(client):
    png = client.get("/thu-tuc-hanh-chinh/qr.png")
    assert png["Content-Type"] == "image/png"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)).convert("L"))
    assert code.text == "http://testserver/thu-tuc-hanh-chinh/"
    svg = client.get("/thu-tuc-hanh-chinh/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<?xml")


def test_sitemaps_list_guide_and_procedures_without_samples(client):
    factories.procedure("1.1")
    factories.procedure("MAU-1", is_sample=True)
    paths = [
        path
        for section in ("guide", "procedures")
        for path in re.findall(
            r"<loc>http://testserver(.*?)</loc>", client.get(f"/sitemap-{section}.xml").content.decode()
        )
    ]
    start = "/thu-tuc-hanh-chinh/"
    assert paths == [
        start,
        f"{start}huong-dan/",
        *(f"{start}huong-dan/{slug}/" for slug in ["hoi-ve-thu-tuc", "phan-anh-kien-nghi", "khieu-nai", "to-cao"]),
        f"{start}danh-muc/",
        f"{start}danh-muc/1.1/",
    ]
