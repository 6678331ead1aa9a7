"""Error pages."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from saovang.core.not_found import not_found
from saovang.pages.models import Page
from tests import factories
from tests.helpers import main_html
from tests.portal import ROOT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "news/article/add/",
        "news/category/",
        "pages/page/add/",
        "procedures/procedure/add/",
        "procedures/procedure/nhap/",
    ],
)
@pytest.mark.parametrize("limit", ["FIELDS", "FILES", "BYTES"])
def test_form_beyond_limit_is_answered_by_a_sentence(admin_client, settings, path, limit):
    if limit == "FILES":
        data = {"file": [SimpleUploadedFile("a.txt", b"a")] * (settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    elif limit == "FIELDS":
        data = {f"field-{number}": "a" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    else:
        data = {"title": "a" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    response = admin_client.post(f"/quan-tri/{path}", data)
    assert response.status_code == 413
    page = response.content.decode()
    assert "nhiều mục, nhiều tệp hoặc nhiều chữ hơn mức máy chủ nhận. Chưa lưu gì." in page
    assert "chia bài dài thành hai bài" in page


def test_bad_request_page_is_vietnamese(admin_client):
    response = admin_client.get("/", headers={"host": "example.com"})
    assert response.status_code == 400
    assert "Yêu cầu không hợp lệ" in response.content.decode()


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/khong-co/", {}),
        ("/khong-co/", {"accept": BROWSER}),
        ("/cu/tin.aspx", {"accept": BROWSER}),
        ("/index.php", {"accept": BROWSER}),
        ("/vb/12.html", {"accept": BROWSER, "sec-fetch-dest": "document"}),
        ("/anh.jpg", {"accept": BROWSER, "sec-fetch-dest": "document"}),
        ("/khong-co/", {"accept": "*/*"}),
    ],
)
def test_not_found_is_a_page_for_people(client, path, headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 404
    assert "Không tìm thấy trang" in response.content.decode()


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/ads.txt", {}),
        ("/browserconfig.xml", {"accept": BROWSER}),
        ("/static/js/a.js.map", {"accept": BROWSER}),
        ("/.env", {"accept": BROWSER}),
        ("/.git/config", {"accept": "*/*"}),
        ("/apple-touch-icon-120x120.png", {"accept": "*/*"}),
        ("/wp-login.php", {"accept": "*/*"}),
        ("/anh-cu.jpg", {"accept": "image/avif,image/webp,*/*;q=0.8", "sec-fetch-dest": "image"}),
        ("/khong-co/", {"accept": "*/*", "sec-fetch-dest": "empty"}),
        ("/khong-co/", {"accept": "application/json"}),
    ],
)
def test_not_found_is_a_line_for_programs(client, path, headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 404
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert len(response.content) < 100


def get_main(client, path: str, **headers: str) -> str:
    response = client.get(path, headers={"accept": BROWSER, **headers})
    assert response.status_code == 404
    return main_html(response)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/tin-tc/", "/tin-tuc/"),
        ("/thu-tuc-hanhchinh/", "/thu-tuc-hanh-chinh/"),
        ("/lienhe.html", "/lien-he/"),
        ("/Lien_he.aspx", "/lien-he/"),
        ("/chuyen-muc/thong-bo/", "/chuyen-muc/thong-bao/"),
        ("/trang/goi-thieu/", "/trang/gioi-thieu/"),
        ("/tin-tuc/le-hoi-lang-xuan-tm/", "/tin-tuc/le-hoi-lang-xuan-tam/"),
        ("/vi/news/le-hoi-lang-xuan-tam", "/tin-tuc/le-hoi-lang-xuan-tam/"),
        ("/tin-tuc/bi-mat/", None),
        ("/khong-co/", None),
        ("/1/2/3/", None),
        ("/!!!/", None),
        ("/" + "x" * 3000 + "/", None),
    ],
)
def test_not_found_offers_the_nearest_page(client, path, nearest):
    factories.article("Lễ hội làng Xuân Tâm", category=factories.category("Thông báo", slug="thong-bao"))
    factories.article("Bí mật", status="draft", published_at=None)
    Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    offered = re.findall(r'Có phải bạn tìm trang <a href="(.*?)"', get_main(client, path))
    assert offered == ([nearest] if nearest else [])


def test_not_found_offers_three_results_of_its_words(client):
    for number in range(5):
        factories.article(f"Đăng ký khai sinh, kỳ {number}")
    factories.article("Khai sinh lén", status="draft", published_at=None)
    main = get_main(client, "/vb/huong-dan/khai-sinh-2019.aspx")
    assert len(re.findall(r'<li><a href="/tin-tuc/dang-ky-khai-sinh-ky-\d/">', main)) == 3
    assert "lén" not in main
    assert "Có thể bạn cần" not in get_main(client, "/khong-co/")


def test_not_found_for_programs_searches_nothing(client, monkeypatch):
    monkeypatch.setattr(not_found, "search", lambda path: pytest.fail("searched"))
    assert client.get("/khai-sinh.json", headers={"accept": "*/*"}).status_code == 404


@pytest.mark.parametrize("path", ["/gioi-thieu", "/gioi-thieu/", "/Gioi-Thieu"])
def test_flat_page_at_the_root_is_redirected(client, path):
    Page.objects.create(title="Giới thiệu", slug="gioi-thieu")
    response = client.get(path, headers={"accept": BROWSER})
    assert (response.status_code, response["Location"]) == (301, "/trang/gioi-thieu/")
    assert client.get("/khong-co", headers={"accept": BROWSER}).status_code == 404


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_error_pages_carry_telephone_numbers(client, status):
    """Those of a broken database have the number of the commune if this process has read it."""

    def render() -> str:
        if status == 404:
            return client.get("/khong-co/").content.decode()
        with CaptureQueriesContext(connection) as queries:
            page = render_to_string(f"{status}.html")
        assert not queries
        return page

    factories.contact_details()
    if status != 404:
        assert "tel:02371111111" not in render()
    client.get("/")
    page = render()
    for number in ("112", "113", "114", "115", "02371111111"):
        assert f'href="tel:{number}"' in page


@pytest.mark.parametrize("status", [400, 413, 429, 502])
def test_error_pages_of_nginx_carry_emergency_numbers(status):
    page = (ROOT / "deploy" / "nginx" / f"{status}.html").read_text()
    numbers = r'href="tel:(\d+)"'
    assert re.findall(numbers, page) == re.findall(numbers, render_to_string("components/emergency_numbers.html"))
