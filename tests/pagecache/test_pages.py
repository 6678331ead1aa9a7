import gzip

import pytest
from django.test import RequestFactory

from saovang.core.background import runner
from saovang.pagecache import pages
from saovang.pagecache.pages import CachedPage, CacheKey, LiveBlocks, PageStore, cookie_pattern, prepare_request
from saovang.pagecache.version import content_version


@pytest.fixture(autouse=True)
def freshness_checks(monkeypatch) -> list[bool]:
    """One item for each call of `ensure_fresh()`."""
    checks = []
    monkeypatch.setattr(runner, "ensure_fresh", lambda: checks.append(True))
    return checks


def get_key(path: str = "/", method: str = "get", **extra) -> CacheKey | None:
    return prepare_request(getattr(RequestFactory(), method)(path, **extra).META)


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/?utm_source=zalo", {}),
        ("/?x=1&y=2", {}),
        ("/", {"headers": {"Accept-Language": "en", "X-Forwarded-Host": "evil.example", "Cookie": "luot_truy_cap=1"}}),
    ],
)
def test_cache_key_ignores_cookies_headers_and_parameters(path, extra):
    assert get_key(path, **extra) == get_key("/")


@pytest.mark.parametrize(
    ("path", "page_number"),
    [
        ("/tin-tuc/?page=2", "2"),
        ("/tin-tuc/?p=2", None),
        ("/sitemap-articles.xml?p=2", "2"),
        ("/sitemap-articles.xml?page=2", None),
        ("/tin-tuc/?page=", ""),
        ("/tin-tuc/?page=1&page=2", "2"),  # as Django reads it
    ],
)
def test_cache_key_contains_page_number(path, page_number):
    assert get_key(path).page_number == page_number


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_PROTO": "https,http"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_X_FORWARDED_PROTO": "http", "SCRIPT_NAME": "/x"},
    ],
)
def test_cache_key_differs_by_what_django_reads(settings, environ):
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    plain, other = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="http"), RequestFactory().get("/", **environ)
    assert (plain.is_secure(), other.is_secure()) == (False, "SCRIPT_NAME" not in environ)
    assert prepare_request(other.META) != prepare_request(plain.META)


@pytest.mark.parametrize(
    ("path", "extra"),
    [
        ("/tim-kiem/?q=a", {}),
        ("/", {"headers": {"Cookie": "sessionid=x"}}),
        ("/", {"method": "post"}),
        ("/", {"method": "head"}),
        ("/quan-tri/", {}),
        ("/media/a.jpg", {}),
        ("/static/a.css", {}),
    ],
)
def test_cache_key_of_uncacheable_request_is_none(path, extra):
    assert get_key(path, **extra) is None


def test_cache_key_with_debug_is_none(settings):
    settings.DEBUG = True
    assert get_key() is None


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("a=1", True),
        ("b=2; a=1", True),
        ("b=2;a = 1", True),
        ("a", True),
        ("b; a; c", True),
        ("", False),
        ("aa=1", False),
        ("b=a=1", False),
        ("a.b=1", False),
    ],
)
def test_cookie_pattern_finds_name(header, found):
    assert bool(cookie_pattern("a").search(header)) == found


@pytest.mark.parametrize(("path", "checks"), [("/", 1), ("/quan-tri/", 1), ("/media/a.jpg", 0), ("/static/a.css", 0)])
def test_prepare_request_checks_freshness_once(freshness_checks, path, checks):
    environ = RequestFactory().get(path).META
    assert prepare_request(environ) == prepare_request(environ)
    assert len(freshness_checks) == checks


def make_page(version: int = 1, body: bytes = b"x" * 10, is_paginated: bool = False) -> CachedPage:
    return CachedPage(version, body, {}, is_paginated)


def make_key(path: str, page_number: str | None = None) -> CacheKey:
    return CacheKey("http", "testserver", "", path, page_number)


def test_page_store_drops_least_recently_used_pages(monkeypatch):
    monkeypatch.setattr(content_version, "current", 1)
    store = PageStore(max_bytes=3 * make_page().size)

    def stored(paths: str) -> str:
        return "".join(path for path in paths if store.get(make_key(path)))

    for path in "abc":
        store.set(make_key(path), make_page())
    assert stored("a") == "a"
    store.set(make_key("d"), make_page())
    assert stored("abcd") == "acd"


def test_page_store_get_ignores_older_versions(monkeypatch):
    monkeypatch.setattr(content_version, "current", 1)
    store = PageStore()
    store.set(make_key("a"), make_page(version=1))
    assert store.get(make_key("a"))
    monkeypatch.setattr(content_version, "current", 2)
    assert store.get(make_key("a")) is None
    store.set(make_key("a"), make_page(version=2))
    assert store.get(make_key("a"))


def test_page_store_stores_numbers_of_paginated_pages_only(monkeypatch):
    monkeypatch.setattr(content_version, "current", 1)
    store, single, paginated = PageStore(), make_page(), make_page(is_paginated=True)
    store.set(make_key("single", "2"), single)
    assert [store.get(make_key("single", number)) for number in (None, "2", "3")] == [single] * 3
    store.set(make_key("list", "2"), paginated)
    assert [store.get(make_key("list", number)) for number in (None, "2", "3")] == [None, paginated, None]


@pytest.fixture
def blocks(monkeypatch) -> dict[str, bytes]:
    """The HTML of the live blocks, which a test may change."""
    html = {"today": b"", "visits": b""}
    blocks = LiveBlocks()
    for name in html:
        blocks.register(name, lambda name=name: html[name])
    monkeypatch.setattr(pages, "live_blocks", blocks)
    return html


@pytest.mark.parametrize(
    "body",
    [
        "",
        "không có khối",
        "đầu<!-- visits -->cuối",
        "<!-- visits -->",
        "<!-- khác -->đầu<!-- today -->giữa<!-- visits -->cuối",
        "<!-- today --><!-- visits --><!-- today -->",
        "ệ" * 50_000 + "<!-- today -->" + "ễ" * 50_000,
    ],
)
def test_cached_page_render_gzip_equals_render(blocks, body):
    page = make_page(body=body.encode())
    for today, visits in [(b"", b""), (b"1", b"<dl>1</dl>"), (b"1", b"x" * 60_000), (b"2", b"1"), (b"x" * 60_000, b"")]:
        blocks |= {"today": today, "visits": visits}
        expected = body.encode().replace(b"<!-- today -->", today).replace(b"<!-- visits -->", visits)
        values = pages.live_blocks.render(page.blocks)
        assert page.render(values) == expected
        assert gzip.decompress(page.render_gzip(values)) == expected
