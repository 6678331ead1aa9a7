"""Every kind of response has all security headers."""

import pytest

from saovang.redirects.models import Redirect
from tests import factories, helpers

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PATHS = {
    "/": 200,
    "/tin-tuc/tin/": 200,
    "/tim-kiem/?q=tin": 200,
    "/thu-tuc-hanh-chinh/": 200,
    "/khong-co/": 404,
    "/cu/": 301,
    "/da-go/": 410,
    "/tin-tuc": 301,
    "/rss/": 200,
    "/sitemap.xml": 200,
    "/robots.txt": 200,
    "/site.webmanifest": 200,
    "/healthz": 200,
    "/quan-tri/": 302,
    "/quan-tri/login/": 200,
}


@pytest.fixture
def portal(client):
    factories.contact_details()
    factories.article("Tin", slug="tin")
    Redirect.objects.create(old_path="/cu/", new_path="/tin-tuc/")
    Redirect.objects.create(old_path="/da-go/")
    return client


def assert_security_headers(response) -> None:
    for name, value in HEADERS.items():
        assert response.headers.get(name) == value, name
    assert response.headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy or "default-src 'self'" in policy


@pytest.mark.parametrize(("path", "status"), PATHS.items())
def test_public_response_has_security_headers(portal, path, status):
    for _ in range(2):  # the second response comes from the page cache
        response = portal.get(path)
        assert response.status_code == status
        assert_security_headers(response)


def test_refused_response_has_security_headers(portal):
    portal.handler.enforce_csrf_checks = True
    for response, status in [
        (portal.get("/tim-kiem/", headers={"Host": "evil.example"}), 400),
        (portal.post("/quan-tri/login/", {"login": "a", "password": "b"}), 403),
        (portal.delete("/quan-tri/news/article/1/anh/"), 403),
    ]:
        assert response.status_code == status
        assert_security_headers(response)
        assert "<h1>" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/quan-tri/", "/quan-tri/news/article/add/", "/quan-tri/jsi18n/", "/quan-tri/tai-ve/bai.csv"]
)
def test_admin_response_has_security_headers(admin_client, path):
    assert_security_headers(admin_client.get(path))


def test_cookies_are_httponly_and_lax(portal):
    factories.staff(username="canbo", password="ruộng lúa chín vàng")
    portal.get("/", headers={"User-Agent": helpers.USER_AGENT})
    portal.get("/quan-tri/login/")
    portal.post("/quan-tri/login/", {"login": "canbo", "password": "ruộng lúa chín vàng"})
    assert {"csrftoken", "sessionid", "luot_truy_cap"} <= portal.cookies.keys()
    for cookie in portal.cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax"), cookie.key
