"""The picture of the header: the drawn horizon, and what staff upload in its place."""

import io
import re

import pytest

from saovang.media.storage import get_storage
from saovang.pages.models import HeaderImage
from tests import factories

pytestmark = pytest.mark.django_db
FORM = "/quan-tri/pages/headerimage"


def svg_file(content: str = '<path d="M0 0h9v9z"/>') -> io.BytesIO:
    file = io.BytesIO(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 8">{content}</svg>'.encode())
    file.name = "doi.svg"
    return file


def get_horizon(client) -> str:
    return client.get("/").content.decode().partition('<div class="horizon">')[2].partition("</div>")[0]


def test_header_shows_an_uploaded_svg(admin_client, client):
    assert "<svg" in get_horizon(client)
    assert admin_client.post(f"{FORM}/add/", {"file": svg_file()}).status_code == 302
    url = re.search(r'<img src="(/hinh-dau-trang/.*?)"', get_horizon(client))[1]
    response = client.get(url)
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "immutable" in response["Cache-Control"]
    assert '<path d="M0 0h9v9z" />' in response.content.decode()
    assert admin_client.get(f"{FORM}/1/change/").status_code == 200
    assert admin_client.post(f"{FORM}/1/change/", {"file": svg_file('<path d="M1 1"/>')}).status_code == 302
    assert client.get(url).status_code == 404
    HeaderImage.objects.all().delete()
    assert "<svg" in get_horizon(client)


def test_header_shows_an_uploaded_picture(admin_client, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(f"{FORM}/add/", {"file": factories.image_file((1600, 200))})
    horizon = get_horizon(client)
    assert re.findall(r"(\d+)w", horizon.partition("srcset")[2].partition("sizes")[0])[-1] == "1600"
    url = re.search(r'src="(/media/.*?)"', horizon)[1]
    assert get_storage().is_public(url.removeprefix("/media/"))
    admin_client.post(f"{FORM}/1/change/", {"file": svg_file()})
    assert (HeaderImage.objects.get().picture, HeaderImage.objects.get().svg != "") == ("", True)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (svg_file("<script/>"), "phần “script” mà trang không nhận"),
        (svg_file("<path"), "không phải ảnh hoặc hình SVG, hoặc đã hỏng"),
        (io.BytesIO(b"\xff\xd8\xff\xe0broken"), "Ảnh bị hỏng hoặc chưa tải lên hết"),
        (io.BytesIO(b""), "rỗng"),
        ("", "bắt buộc"),
    ],
)
def test_header_image_form_explains_what_is_wrong(admin_client, file, message):
    page = admin_client.post(f"{FORM}/add/", {"file": file})
    assert page.status_code == 200
    assert message in page.content.decode()
    assert not HeaderImage.objects.exists()
