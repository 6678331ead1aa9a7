import threading
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from news.models import Article, Category
from news.publishing import publish, withdraw
from saovang.content import content
from saovang.models import Generation
from saovang.page_cache import KeptPage, KeptPages, PageCacheMiddleware
from tests import make

pytestmark = pytest.mark.django_db


class Site:
    """The middleware alone, before a view that tells how often it was asked."""

    def __init__(self, **headers) -> None:
        self.made = 0
        self.headers = headers
        self.middleware = PageCacheMiddleware(self.view)

    def view(self, request) -> HttpResponse:
        self.made += 1
        response = HttpResponse(f"{request.path} {self.made}", headers=self.headers)
        return response

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
    assert site.get("/?page=2") != first


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
    make.article("Đổi mới")
    assert client.get("/tin-tuc/doi-moi/").status_code == 200


CHANGES = {
    "new article": lambda article: make.article("Tin mới nhất"),
    "title": lambda article: (setattr(article, "title", "Tên khác"), article.save()),
    "withdrawn": lambda article: withdraw(article, "Nhầm"),
    "deleted": lambda article: article.delete(),
    "category": lambda article: Category.objects.create(name="Mục mới", slug="muc-moi"),
    "photo": lambda article: make.photos(article, 1),
    "contact details": lambda article: make.contact_details(),
    "feedback address": lambda article: make.feedback_address(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_content_is_seen_at_once_and_everywhere(change):
    # Each with pages of its own, as processes have.
    clients = [Client(headers={"User-Agent": "curl"}) for _ in range(2)]
    make.article("Một tin ở lại")  # a feed of nothing is dated by the clock
    article = make.article("Cũ")
    paths = ["/", "/tin-tuc/", "/rss/", "/sitemap.xml"]

    def pages() -> list[list[bytes]]:
        return [[client.get(path).content for path in paths] for client in clients]

    before = pages()
    assert pages() == before
    CHANGES[change](article)
    after = pages()
    assert after[0] != before[0]
    assert after[1] == after[0]


def test_an_article_to_come_appears_on_kept_pages_at_its_minute(client, monkeypatch):
    article = make.article("Hẹn giờ", published_at=timezone.now() + timedelta(minutes=5))
    for path in ["/", "/tin-tuc/", "/rss/", "/sitemap.xml"]:
        assert article.get_absolute_url() not in client.get(path).content.decode()
    later = timezone.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for path in ["/", "/tin-tuc/", "/rss/", "/sitemap.xml"]:
        assert article.get_absolute_url() in client.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_changes_nothing():
    from django.db import transaction

    make.article("Tin", body="<p>Một.</p>")
    before = content.look()
    with transaction.atomic():
        publish(Article.objects.get())
        transaction.set_rollback(True)
    assert content.look() == before
    publish(Article.objects.get())
    assert content.look() != before


def test_a_page_made_while_content_changed_is_made_again():
    """Were it kept, it could hold an old title beside a new one until the next change."""
    site = Site()

    def view(request):
        site.made += 1
        if site.made == 1:
            Generation.objects.move_on()
        return HttpResponse(f"made {site.made}")

    site.middleware.get_response = view
    assert [site.get(), site.get()] == ["made 2", "made 2"]


def test_a_page_that_many_ask_for_is_made_once(quiet_looks):
    """All threads are inside before the first page is done."""
    site, inside = Site(), threading.Event()

    def slow(request):
        inside.wait(10)
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
def quiet_looks(pulse, monkeypatch):
    """Threads of a test have no transaction to look into."""
    monkeypatch.setattr(pulse, "keep_up", lambda: None)
    monkeypatch.setattr(content, "look", lambda: content.generation)
    monkeypatch.setattr(content, "generation", (1,))


def test_memory_is_bounded_and_the_least_used_page_goes_first():
    pages = KeptPages(max_bytes=30)
    for key in "abc":
        pages.keep(key, KeptPage(1, b"x" * 10, {}))
    assert pages.get("a", 1)
    pages.keep("d", KeptPage(1, b"x" * 10, {}))
    assert [key for key in "abcd" if pages.get(key, 1)] == ["a", "c", "d"]
    pages.keep("a", KeptPage(2, b"x" * 30, {}))
    assert [key for key in "acd" if pages.get(key, 2)] == ["a"]


def test_without_a_database_kept_pages_go_on_and_others_get_a_calm_503(client, pulse, monkeypatch):
    from django.db import OperationalError

    make.article("Tin")
    kept = client.get("/").content

    def away(*arguments, **named):
        raise OperationalError("could not connect")

    monkeypatch.setattr(pulse, "keep_up", lambda: pulse.beat())
    monkeypatch.setattr(content, "look", away)
    monkeypatch.setattr("news.views.Article.objects.published", away)
    client.raise_request_exception = False
    assert client.get("/").content == kept
    response = client.get("/tin-tuc/")
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "Trang đang tạm nghỉ" in response.content.decode()
