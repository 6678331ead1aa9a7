"""Public pages: feedback addresses, header and footer, QR code, sitemaps."""

import io
import re

import pytest
import zxingcpp
from PIL import Image

from saovang.core.background import runner
from saovang.core.templatetags.cached_include import _render_cached
from saovang.pagecache.version import content_version
from tests import factories
from tests.helpers import main_html
from tests.news.test_pages import text

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/tin-tuc/",
    "/tin-tuc/tin/",
    "/chuyen-muc/muc/",
    "/thu-tuc-hanh-chinh/",
    "/phan-anh-kien-nghi/",
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
    for path in ["/", "/thu-tuc-hanh-chinh/", "/phan-anh-kien-nghi/ap-phich/", "/phan-anh-kien-nghi/lien-he.vcf"]:
        assert "tel:0" not in client.get(path).content.decode().lower()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_feedback_card_and_contact(client, article, path):
    factories.feedback_address(telephone="0237 000 0000", order=1)
    factories.feedback_address(title="Cấp tỉnh", telephone="0237 999 9999", order=2)
    factories.contact_details()
    factories.opening_hours()
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
        "7\xa0giờ\xa030 – 11\xa0giờ\xa030",
        "Chủ tịch",
    ]:
        assert part in footer


def test_feedback_card_shows_last_check(client):
    address = factories.feedback_address()
    assert "ngày kiểm tra" not in client.get("/phan-anh-kien-nghi/").content.decode()
    address.checked_on, address.checked_by = "2026-11-20", "Văn phòng"
    address.save()
    assert 'Đã gọi thử ngày <time datetime="2026-11-20">20/11/2026</time>' in client.get("/").content.decode()


def test_feedback_address_without_telephone_was_not_called(client):
    factories.feedback_address(
        level=2, telephone="", website="https://gui.gov.vn/", checked_on="2026-11-20", checked_by="An"
    )
    assert "Đã kiểm tra ngày 20/11/2026" in text(client.get("/phan-anh-kien-nghi/"))


def test_feedback_page_shows_every_field(client):
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
    response = client.get("/phan-anh-kien-nghi/")
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
        "Gửi qua bưu điện UBND xã Thử",
        "Cần đăng nhập bằng tài khoản định danh điện tử",
        "Căn cứ Thông báo 12/TB-UBND",
        "Áp dụng từ 01/07/2026",
        "Đã gọi thử ngày 20/11/2026",
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
        ("/thu-tuc-hanh-chinh/", 12),
        ("/thu-tuc-hanh-chinh/viec/sinh-con/", 14),
        ("/phan-anh-kien-nghi/", 12),
        ("/phan-anh-kien-nghi/huong-dan/", 12),
        ("/phan-anh-kien-nghi/huong-dan/hoi-ve-thu-tuc/", 12),
        ("/thu-tuc-hanh-chinh/danh-muc/", 11),
        ("/thu-tuc-hanh-chinh/danh-muc/?q=thu+tuc", 10),
        ("/thu-tuc-hanh-chinh/danh-muc/0/", 15),
    ],
)
def test_page_query_count_is_constant(client, monkeypatch, django_assert_num_queries, path, queries, number):
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    factories.contact_details()
    factories.feedback_address()
    procedures = []
    for index in range(number):
        factories.feedback_address(title=f"Nơi {index}", accepts_question=True, order=index)
        procedures.append(factories.procedure(str(index), name=f"Thủ tục {index}"))
    factories.life_event(*procedures)
    content_version.refresh()
    _render_cached.cache_clear()  # what earlier tests have rendered
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_feedback_page_orders_by_level_and_order(client):
    factories.feedback_address(title="Trung ương", level=3, order=1)
    factories.feedback_address(title="Tỉnh", level=2, order=2)
    factories.feedback_address(title="Xã hai", level=1, order=9)
    factories.feedback_address(title="Xã một", level=1, order=8)
    main = main_html(client.get("/phan-anh-kien-nghi/"))
    assert re.findall(r"<h3>(.*?)</h3>", main) == ["Xã một", "Xã hai", "Tỉnh", "Trung ương"]


def test_qr_code_holds_url_of_feedback_page(client):
    png = client.get("/phan-anh-kien-nghi/qr.png")
    assert png["Content-Type"] == "image/png"
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png.content)).convert("L"))
    assert code.text == "http://testserver/phan-anh-kien-nghi/"
    svg = client.get("/phan-anh-kien-nghi/qr.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<?xml")


def test_sitemaps_list_guide_and_procedures_without_samples(client):
    factories.procedure("1.1")
    factories.procedure("MAU-1", is_sample=True)
    factories.life_event()
    paths = [
        path
        for section in ("guide", "procedures")
        for path in re.findall(
            r"<loc>http://testserver(.*?)</loc>", client.get(f"/sitemap-{section}.xml").content.decode()
        )
    ]
    feedback, start = "/phan-anh-kien-nghi/", "/thu-tuc-hanh-chinh/"
    slugs = ["nguy-hiem", "den-hong-rac-o-ga", "phan-anh-kien-nghi", "khieu-nai", "to-cao", "hoi-ve-thu-tuc"]
    assert paths == [
        feedback,
        f"{feedback}huong-dan/",
        *(f"{feedback}huong-dan/{slug}/" for slug in slugs),
        start,
        f"{start}viec/sinh-con/",
        f"{start}danh-muc/",
        f"{start}danh-muc/1.1/",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "huong-dan/",
        "huong-dan/khieu-nai/",
        "huong-dan/hoi-ve-thu-tuc/",
        "ap-phich/",
        "qr.svg",
        "qr.png",
        "lien-he.vcf",
    ],
)
def test_old_url_of_feedback_redirects_for_good(client, path):
    factories.feedback_address()
    response = client.get(f"/thu-tuc-hanh-chinh/{path}?utm_source=zalo", follow=True)
    assert response.redirect_chain == [(f"/phan-anh-kien-nghi/{path}?utm_source=zalo", 301)]
    assert response.status_code == 200


def test_procedures_page_shows_feedback_number(client):
    """Posters and QR codes printed earlier lead here."""
    factories.feedback_address(telephone="0237 000 0000")
    main = main_html(client.get("/thu-tuc-hanh-chinh/"))
    assert 'href="tel:02370000000"' in main
    assert 'href="/phan-anh-kien-nghi/"' in main
