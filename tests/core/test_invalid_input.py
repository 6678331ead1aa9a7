"""Values that the database cannot store give 400, on SQLite and on PostgreSQL."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "query", ["id__regex=(", f"id={'9' * 30}", f"published_at__year={'9' * 30}", "q=" + "a%20" * 1000], ids=range(4)
)
def test_admin_list_with_invalid_filter(admin_client, query):
    factories.article()
    response = admin_client.get(f"/quan-tri/news/article/?{query}")
    assert response.status_code in (200, 302, 400)
    if response.status_code == 400:
        assert "Yêu cầu không hợp lệ" in response.content.decode()


@pytest.mark.parametrize("key", ["%00", "1%00", "9" * 30])
def test_url_with_impossible_id(admin_client, key):
    for path in [f"/thu-tuc-hanh-chinh/danh-muc/{key}/", f"/quan-tri/procedures/procedure/{key}/history/"]:
        assert admin_client.get(path, follow=True).status_code in (200, 400, 404)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "gibberish"])
def test_form_data_is_read_as_utf_8(client, charset):
    factories.staff(username="canbo", password="ruộng lúa chín vàng")
    body = "login=canbo&password=ruộng+lúa+chín+vàng".encode()
    response = client.generic("POST", "/quan-tri/login/", body, f"{FORM}; charset={charset}")
    assert response.headers["Location"] == "/quan-tri/"
