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
