from ipaddress import ip_network

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def office_network(settings):
    settings.ADMIN_ALLOWED_NETWORKS = [ip_network("10.20.0.0/16"), ip_network("2001:db8:1::/48")]
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


@pytest.mark.django_db
@pytest.mark.parametrize("ip", ["10.20.3.4", "::ffff:10.20.3.4", "2001:db8:1::7"])
def test_admin_from_allowed_network(office_network, ip):
    assert Client(REMOTE_ADDR=ip).get("/quan-tri/login/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("ip", ["203.0.113.9", "2001:db8:2::7", "not-an-ip"])
@pytest.mark.parametrize("path", ["/quan-tri/", "/quan-tri/login/", "/quan-tri/news/article/"])
def test_admin_from_other_network_gives_403(office_network, ip, path):
    client = Client(REMOTE_ADDR=ip)
    client.force_login(factories.staff())
    assert client.get(path).status_code == 403


@pytest.mark.django_db
def test_admin_with_forged_header_gives_403(office_network):
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "10.20.3.4"})
    assert client.get("/quan-tri/login/").status_code == 403


@pytest.mark.django_db
def test_public_page_from_other_network(office_network):
    assert Client(REMOTE_ADDR="203.0.113.9").get("/").status_code == 200
