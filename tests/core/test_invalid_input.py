"""A value that no database holds is refused in a page, not an error: as SQLite says it and as PostgreSQL does."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "query", ["id__regex=(", f"id={'9' * 30}", f"published_at__year={'9' * 30}", "q=" + "a%20" * 1000], ids=range(4)
)
def test_a_list_at_the_desk(admin_client, query):
    factories.article()
    response = admin_client.get(f"/quan-tri/news/article/?{query}")
    assert response.status_code in (200, 302, 400)
    if response.status_code == 400:
        assert "Yêu cầu không hợp lệ" in response.content.decode()


@pytest.mark.parametrize("key", ["%00", "1%00", "9" * 30])
def test_a_thing_of_no_possible_key(admin_client, key):
    for path in [f"/thu-tuc-hanh-chinh/danh-muc/{key}/", f"/quan-tri/procedures/procedure/{key}/history/"]:
        assert admin_client.get(path, follow=True).status_code in (200, 400, 404)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "gibberish"])
def test_a_form_is_read_as_utf_8_whatever_it_claims_to_be(client, charset):
    factories.staff(username="canbo", password="ruộng lúa chín vàng")
    typed = "login=canbo&password=ruộng+lúa+chín+vàng".encode()
    response = client.generic("POST", "/quan-tri/login/", typed, f"{FORM}; charset={charset}")
    assert response.headers["Location"] == "/quan-tri/"
