from ipaddress import ip_network

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def office(settings):
    settings.ADMIN_ALLOWED_NETWORKS = [ip_network("10.20.0.0/16"), ip_network("2001:db8:1::/48")]
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["10.20.3.4", "::ffff:10.20.3.4", "2001:db8:1::7"])
def test_from_the_office_the_desk_opens(office, address):
    assert Client(REMOTE_ADDR=address).get("/quan-tri/login/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8:2::7", "khong-phai-dia-chi"])
@pytest.mark.parametrize("path", ["/quan-tri/", "/quan-tri/login/", "/quan-tri/news/article/"])
def test_from_elsewhere_it_does_not_whoever_asks(office, address, path):
    client = Client(REMOTE_ADDR=address)
    client.force_login(factories.staff())
    assert client.get(path).status_code == 403


@pytest.mark.django_db
def test_an_address_that_the_asker_wrote_himself_opens_nothing(office):
    client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "10.20.3.4"})
    assert client.get("/quan-tri/login/").status_code == 403


@pytest.mark.django_db
def test_residents_are_not_asked_where_they_are(office):
    assert Client(REMOTE_ADDR="203.0.113.9").get("/").status_code == 200
