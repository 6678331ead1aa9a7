from ipaddress import ip_network

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def office_network(settings):
    settings.ADMIN_ALLOWED_NETWORKS = [ip_network("10.20.0.0/16"), ip_network("2001:db8:1::/48")]
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


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


@pytest.mark.parametrize("ip", ["10.20.3.4", "::ffff:10.20.3.4", "2001:db8:1::7"])
def test_admin_from_allowed_network(office_network, ip):
    assert Client(REMOTE_ADDR=ip).get("/quan-tri/login/").status_code == 200


@pytest.mark.parametrize("ip", ["203.0.113.9", "2001:db8:2::7", "not-an-ip"])
@pytest.mark.parametrize("path", ["/quan-tri/", "/quan-tri/login/", "/quan-tri/news/article/"])
def test_admin_from_other_network_gives_403(office_network, ip, path):
    client = Client(REMOTE_ADDR=ip)
    client.force_login(factories.staff())
    assert client.get(path).status_code == 403


def test_admin_with_forged_header_gives_403(office_network):
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "10.20.3.4"})
    assert client.get("/quan-tri/login/").status_code == 403


def test_public_page_from_other_network(office_network):
    assert Client(REMOTE_ADDR="203.0.113.9").get("/").status_code == 200
