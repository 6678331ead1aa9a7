import threading

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from saovang.core.background import runner
from saovang.core.pagination import get_page_number
from saovang.pagecache.middleware import PageCacheMiddleware
from saovang.pagecache.models import ContentVersion
from saovang.pagecache.pages import live_blocks
from saovang.pagecache.version import content_version
from tests import factories, helpers

pytestmark = pytest.mark.django_db


class Site:
    """The middleware alone, with a view that returns how often it was called."""

    def __init__(self, view=None) -> None:
        self.rendered = 0
        self.middleware = PageCacheMiddleware(view or self.view)

    def view(self, request) -> HttpResponse:
        self.rendered += 1
        if request.path == "/tin-tuc/":
            get_page_number(request)
        return HttpResponse(f"{request.path} {self.rendered}")

    def get(self, path="/", **extra) -> str:
        return self.middleware(RequestFactory().get(path, **extra)).content.decode()


def test_middleware_renders_a_page_once():
    site = Site()
    assert [site.get("/"), site.get("/"), site.get("/tin-tuc/"), site.get("/")] == ["/ 1", "/ 1", "/tin-tuc/ 2", "/ 1"]


def test_middleware_stores_page_numbers_where_view_paginates():
    site = Site()
    assert [site.get("/?page=2"), site.get("/"), site.get("/?page=3")] == ["/ 1"] * 3
    pages = [site.get(f"/tin-tuc/{query}") for query in ("?page=2", "", "?page=2", "", "?page=3")]
    assert pages == ["/tin-tuc/ 2", "/tin-tuc/ 3", "/tin-tuc/ 2", "/tin-tuc/ 3", "/tin-tuc/ 4"]


def test_middleware_does_not_cache_requests_with_session():
    site = Site()
    assert [site.get("/", headers={"Cookie": "sessionid=x"}) for _ in range(2)] == ["/ 1", "/ 2"]


def response_with_cookie() -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "make_response",
    [
        response_with_cookie,
        lambda: HttpResponse(headers={"Cache-Control": "private"}),
        lambda: HttpResponse(status=404),
    ],
)
def test_middleware_does_not_store_private_or_failed_responses(make_response):
    calls = []

    def view(request):
        calls.append(request)
        return make_response()

    site = Site(view)
    site.get(), site.get()
    assert len(calls) == 2


def test_page_under_unknown_host_is_refused_and_not_stored(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert "evil.example" not in client.get("/rss/").content.decode()


def test_not_found_is_not_stored(client):
    assert client.get("/tin-tuc/doi-moi/").status_code == 404
    factories.article("Đổi mới")
    assert client.get("/tin-tuc/doi-moi/").status_code == 200


def test_page_is_rendered_again_if_content_changed_meanwhile():
    """A stored page could otherwise show an old title beside a new one until the next change."""
    calls = []

    def view(request):
        calls.append(request)
        if len(calls) == 1:
            ContentVersion.objects.bump()
        return HttpResponse(f"rendered {len(calls)}")

    site = Site(view)
    assert [site.get(), site.get()] == ["rendered 2", "rendered 2"]


def test_page_requested_by_many_threads_is_rendered_once(monkeypatch):
    # Threads do not see the transaction of a test.
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    monkeypatch.setattr(content_version, "refresh", lambda: content_version.current)
    monkeypatch.setattr(content_version, "current", (1, 1))
    all_started = threading.Event()
    site = Site()

    def slow_view(request):
        all_started.wait(helpers.TIMEOUT)
        return site.view(request)

    site.middleware.get_response = slow_view
    threads = [threading.Thread(target=site.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    all_started.set()
    for thread in threads:
        thread.join()
    assert site.rendered == 1


def test_live_blocks_are_filled_in_after_the_cache(monkeypatch):
    site = Site(lambda request: HttpResponse("<!-- today -->, <!-- visits -->"))
    for today, visits in [("1", "2"), ("1", "3"), ("4", "3")]:
        html = {b"today": today.encode(), b"visits": visits.encode()}
        monkeypatch.setattr(live_blocks, "render", lambda names, html=html: [html[name] for name in names])
        assert site.get("/") == f"{today}, {visits}"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/", "get"),
        ("/tin-tuc/", "head"),
        ("/tim-kiem/?q=tin", "get"),
        ("/quan-tri/", "get"),
        ("/quan-tri/login/", "post"),
    ],
)
def test_freshness_is_checked_once_a_request(client, monkeypatch, path, method):
    checks = []
    monkeypatch.setattr(runner, "ensure_fresh", lambda: checks.append(path))
    for number in (1, 2):
        getattr(client, method)(path)
        assert len(checks) == number


def test_freshness_is_not_checked_for_media(client, monkeypatch, media):
    (media / "a.jpg").write_bytes(b"\xff\xd8")
    monkeypatch.setattr(runner, "ensure_fresh", lambda: pytest.fail("checked"))
    assert b"".join(client.get("/media/a.jpg").streaming_content) == b"\xff\xd8"


@pytest.mark.parametrize("path", ["/rss/", "/atom/", "/sitemap.xml", "/sitemap-articles.xml", "/robots.txt"])
def test_page_without_live_block_must_be_revalidated(client, path):
    factories.article("Tin")
    for _ in range(2):  # rendered, then cached
        assert client.get(path)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("number", ["0", "01", "+1", "%201", "-1", "x", "1e3", "1.0", "%D9%A1", "9999999999", ""])
def test_list_with_invalid_page_number_is_not_found(client, number):
    factories.article("Tin")
    assert client.get(f"/tin-tuc/?page={number}").status_code == 404


@pytest.mark.parametrize("number", ["01", "%201", "%2B1", "0_1", "%EF%BC%91", "0", "-1", "x", ""])
def test_sitemap_with_invalid_page_number_is_not_found(client, number):
    factories.article("Tin")
    assert client.get("/sitemap-articles.xml?p=1").status_code == 200
    assert client.get(f"/sitemap-articles.xml?p={number}").status_code == 404


def test_cached_page_is_served_while_database_is_down(client, monkeypatch):
    factories.article("Tin")
    cached = client.get("/").content
    assert cached.count(b"<h1") == 1

    def fail(*args, **kwargs):
        raise OperationalError("could not connect")

    monkeypatch.setattr(content_version, "refresh", fail)
    monkeypatch.setattr("news.views.Article.objects.published", fail)
    client.raise_request_exception = False
    assert client.get("/").content == cached
    response = client.get("/tin-tuc/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Trang tạm gián đoạn" in response.content.decode()
