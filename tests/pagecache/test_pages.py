import gzip
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from news.models import Article, Category
from news.services.publishing import publish, withdraw
from saovang.core.background import runner
from saovang.core.pagination import get_page_number
from saovang.pagecache import pages
from saovang.pagecache.models import ContentVersion
from saovang.pagecache.pages import CachedPage, PageCacheMiddleware, PageStore
from saovang.pagecache.version import content_version
from tests import factories, helpers

pytestmark = pytest.mark.django_db


class Site:
    """The middleware alone, before a view that tells how often it was asked."""

    def __init__(self, **headers) -> None:
        self.made = 0
        self.headers = headers
        self.middleware = PageCacheMiddleware(self.view)

    def view(self, request) -> HttpResponse:
        self.made += 1
        if request.path == "/tin-tuc/":
            get_page_number(request)
        return HttpResponse(f"{request.path} {self.made}", headers=self.headers)

    def get(self, path="/", **extra) -> str:
        return self.middleware(RequestFactory().get(path, **extra)).content.decode()


def test_a_page_is_made_once_and_kept():
    site = Site()
    assert [site.get("/"), site.get("/"), site.get("/tin-tuc/"), site.get("/")] == ["/ 1", "/ 1", "/tin-tuc/ 2", "/ 1"]


def test_only_the_address_tells_pages_apart():
    site = Site()
    first = site.get("/")
    for path, extra in [
        ("/?utm_source=zalo", {}),
        ("/?x=1&y=2", {}),
        ("/", {"headers": {"Accept-Language": "en", "X-Forwarded-Host": "evil.example", "Cookie": "luot_truy_cap=1"}}),
    ]:
        assert site.get(path, **extra) == first


def test_a_page_number_tells_pages_apart_where_the_view_heeds_it():
    site = Site()
    assert [site.get("/?page=2"), site.get("/"), site.get("/?page=3")] == ["/ 1"] * 3
    listed = [site.get(f"/tin-tuc/{query}") for query in ("?page=2", "", "?page=2", "", "?page=3")]
    assert listed == ["/tin-tuc/ 2", "/tin-tuc/ 3", "/tin-tuc/ 2", "/tin-tuc/ 3", "/tin-tuc/ 4"]


@pytest.mark.parametrize("number", ["0", "01", "+1", "%201", "-1", "x", "1e3", "1.0", "%D9%A1", "9999999999", ""])
def test_a_page_number_has_one_form(client, number):
    factories.article("Tin")
    assert client.get(f"/tin-tuc/?page={number}").status_code == 404


@pytest.mark.parametrize(
    ("path", "extra"),
    [("/tim-kiem/?q=a", {}), ("/", {"headers": {"Cookie": "sessionid=x"}}), ("/quan-tri/", {}), ("/media/a.jpg", {})],
)
def test_what_is_one_person_s_or_no_page_is_never_kept(path, extra):
    site = Site()
    assert site.get(path, **extra) != site.get(path, **extra)


@pytest.mark.parametrize("headers", [{"Cache-Control": "private"}, {"Set-Cookie": "a=b"}])
def test_an_answer_that_is_meant_for_one_is_not_kept(headers):
    site = Site(**{key: value for key, value in headers.items() if key != "Set-Cookie"})
    if "Set-Cookie" in headers:
        original = site.view

        def with_cookie(request):
            response = original(request)
            response.set_cookie("a", "b")
            return response

        site.middleware.get_response = with_cookie
    assert site.get("/") != site.get("/")


def test_an_unknown_host_is_refused_and_not_kept(client):
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert "evil.example" not in client.get("/rss/").content.decode()


def test_errors_are_not_kept(client):
    assert client.get("/tin-tuc/doi-moi/").status_code == 404
    factories.article("Đổi mới")
    assert client.get("/tin-tuc/doi-moi/").status_code == 200


CHANGES = {
    "new article": lambda article: factories.article("Tin mới nhất"),
    "title": lambda article: (setattr(article, "title", "Tên khác"), article.save()),
    "withdrawn": lambda article: withdraw(article, "Nhầm"),
    "deleted": lambda article: article.delete(),
    "category": lambda article: Category.objects.create(name="Mục mới", slug="muc-moi"),
    "photo": lambda article: factories.photos(article, 1),
    "contact details": lambda article: factories.contact_details(),
    "feedback address": lambda article: factories.feedback_address(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_content_is_seen_at_once_and_everywhere(change, client, monkeypatch):
    processes = [PageStore(), PageStore()]
    factories.article("Một tin ở lại")  # a feed of nothing is dated by the clock
    article = factories.article("Cũ")
    paths = ["/", "/tin-tuc/", "/rss/", "/sitemap-articles.xml"]

    def seen_pages() -> list[list[bytes]]:
        seen = []
        for kept in processes:
            monkeypatch.setattr(pages, "page_store", kept)
            seen.append([client.get(path).content for path in paths])
        return seen

    before = seen_pages()
    assert seen_pages() == before
    CHANGES[change](article)
    after = pages()
    assert after[0] != before[0]
    assert after[1] == after[0]


def test_an_article_to_come_appears_on_kept_pages_at_its_minute(client, monkeypatch):
    article = factories.article("Hẹn giờ", published_at=timezone.now() + timedelta(minutes=5))
    for path in ["/", "/tin-tuc/", "/rss/", "/sitemap-articles.xml"]:
        assert article.get_absolute_url() not in client.get(path).content.decode()
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for path in ["/", "/tin-tuc/", "/rss/", "/sitemap-articles.xml"]:
        assert article.get_absolute_url() in client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_changes_nothing():
    from django.db import transaction

    factories.article("Tin", body="<p>Một.</p>")
    before = content_version.refresh()
    with transaction.atomic():
        publish(Article.objects.get())
        transaction.set_rollback(True)
    assert content_version.refresh() == before
    publish(Article.objects.get())
    assert content_version.refresh() != before


def test_a_page_made_while_content_changed_is_made_again():
    """Were it kept, it could hold an old title beside a new one until the next change."""
    site = Site()

    def view(request):
        site.made += 1
        if site.made == 1:
            ContentVersion.objects.bump()
        return HttpResponse(f"made {site.made}")

    site.middleware.get_response = view
    assert [site.get(), site.get()] == ["made 2", "made 2"]


def test_a_page_that_many_ask_for_is_made_once(quiet_looks):
    """All threads are inside before the first page is done."""
    site, inside = Site(), threading.Event()

    def slow(request):
        inside.wait(helpers.LONG)
        return Site.view(site, request)

    site.middleware.get_response = slow
    threads = [threading.Thread(target=site.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    inside.set()
    for thread in threads:
        thread.join()
    assert site.made == 1


@pytest.fixture
def quiet_looks(monkeypatch):
    """Threads of a test have no transaction to look into."""
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    monkeypatch.setattr(content_version, "refresh", lambda: content_version.current)
    monkeypatch.setattr(content_version, "current", (1, 1))


def test_memory_is_bounded_and_the_least_used_page_goes_first(monkeypatch):
    monkeypatch.setattr(content_version, "current", 1)
    size = CachedPage(1, b"x" * 10, {}).size
    pages = PageStore(max_bytes=3 * size)

    def kept(keys: str) -> str:
        return "".join(key for key in keys if pages.find(key, None))

    for key in "abc":
        pages.keep(key, None, CachedPage(1, b"x" * 10, {}))
    assert kept("a") == "a"
    pages.keep("d", None, CachedPage(1, b"x" * 10, {}))
    assert kept("abcd") == "acd"
    monkeypatch.setattr(content_version, "current", 2)
    pages.keep("a", None, CachedPage(2, b"x" * 10, {}))
    assert kept("acd") == "a"


@pytest.mark.parametrize("body", ["", "không có khối", "đầu<!-- visits -->cuối", "<!-- visits -->", "ệ" * 50_000])
@pytest.mark.parametrize("figures", [b"", b"<dl>1</dl>", b"x" * 60_000])
def test_a_compressed_page_is_the_page(body, figures):
    page = CachedPage(1, body.encode(), {})
    if not page.place:
        figures = b""
    assert page.filled(figures) == body.encode().replace(b"<!-- visits -->", figures)
    assert gzip.decompress(page.filled_gzip(figures)) == page.filled(figures)


def test_of_two_that_look_at_once_the_older_answer_never_has_the_last_word(monkeypatch):
    asked, go_on, answers = threading.Event(), threading.Event(), iter(["old", "new"])

    def with_clock(*_) -> str:
        answer = next(answers)
        asked.set()
        if answer == "old":
            go_on.wait(helpers.LONG)
        return answer

    monkeypatch.setattr(ContentVersion, "objects", SimpleNamespace(with_clock=with_clock))
    with ThreadPoolExecutor() as pool:
        slow = pool.submit(content_version.refresh)
        asked.wait(helpers.LONG)
        quick = pool.submit(content_version.refresh)
        wait([quick], timeout=0.1)
        go_on.set()
        assert (slow.result(), quick.result()) == ("old", "new")
    assert content_version.current == "new"


@pytest.mark.parametrize(
    "said",
    [
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"HTTP_X_FORWARDED_PROTO": "https,http"},
        {"wsgi.url_scheme": "https"},
        {"HTTP_X_FORWARDED_PROTO": "http", "SCRIPT_NAME": "/x"},
    ],
)
def test_what_django_heeds_in_making_a_page_tells_kept_ones_apart(settings, said):
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    plain, other = RequestFactory().get("/", HTTP_X_FORWARDED_PROTO="http"), RequestFactory().get("/", **said)
    assert (plain.is_secure(), other.is_secure()) == (False, "SCRIPT_NAME" not in said)
    assert pages.cache_key(other.META) != pages.cache_key(plain.META)


@pytest.mark.parametrize("path", ["/rss/", "/atom/", "/sitemap.xml", "/sitemap-articles.xml", "/robots.txt"])
def test_who_keeps_a_feed_asks_whether_it_still_holds(client, path):
    factories.article("Tin")
    for _ in range(2):  # made, and kept
        assert client.get(path)["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("number", ["01", "%201", "%2B1", "0_1", "%EF%BC%91", "0", "-1", "x", ""])
def test_a_page_of_the_sitemap_has_one_address(client, number):
    factories.article("Tin")
    assert client.get("/sitemap-articles.xml?p=1").status_code == 200
    assert client.get(f"/sitemap-articles.xml?p={number}").status_code == 404


def test_without_a_database_kept_pages_go_on_and_others_get_a_calm_503(client, monkeypatch):
    from django.db import OperationalError

    factories.article("Tin")
    kept = client.get("/").content
    assert kept.count(b"<h1") == 1

    def away(*arguments, **named):
        raise OperationalError("could not connect")

    monkeypatch.setattr(runner, "ensure_fresh", lambda: runner.run_once())
    monkeypatch.setattr(content_version, "refresh", away)
    monkeypatch.setattr("news.views.Article.objects.published", away)
    client.raise_request_exception = False
    assert client.get("/").content == kept
    response = client.get("/tin-tuc/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Trang đang tạm nghỉ" in response.content.decode()
