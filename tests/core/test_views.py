"""Error pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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
