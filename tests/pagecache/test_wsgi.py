"""A page answered at the front must be the page that Django would have answered."""

import gzip
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from saovang.pagecache.wsgi import front
from saovang.visits.counter import counter
from saovang.visits.models import DailyVisits
from tests import factories, helpers

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": helpers.BROWSER}


class Answer:
    def __init__(self, application, path: str, method: str = "GET", **headers: str) -> None:
        environ = RequestFactory(headers=headers).request(
            REQUEST_METHOD=method,
            PATH_INFO=path.partition("?")[0],
            QUERY_STRING=path.partition("?")[2],
            **{"wsgi.errors": io.StringIO()},
        )
        chunks = application(environ.environ, self.start)
        self.body = b"".join(chunks)
        getattr(chunks, "close", lambda: None)()

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status = status
        self.headers = {name: value.strip() for name, value in headers}
        assert len(self.headers) == len(headers)


@pytest.fixture
def asked():
    """Paths that Django was asked for."""
    return []


@pytest.fixture(autouse=True)
def kept_connection():
    """A server's requests end by looking after the connection; a test's is not theirs to close."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def application(asked):
    django = WSGIHandler()

    def noting(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return django(environ, start_response)

    return front(noting)


@pytest.fixture
def article():
    return factories.article("Tin", category=factories.category("Mục", slug="muc"))


def visits() -> int:
    counter.flush()
    return DailyVisits.objects.total()


@pytest.mark.parametrize(
    "headers",
    [
        BROWSER,
        BROWSER | {"Cookie": "a=b; luot_truy_cap=1"},
        BROWSER | {"Cookie": "luot_truy_cap_khac=1"},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": "Googlebot/2.1"},
        {},
    ],
)
@pytest.mark.parametrize("path", ["/", "/tin-tuc/tin/", "/tin-tuc/tin/in/", "/thu-tuc-hanh-chinh/", "/rss/"])
def test_a_kept_page_is_the_same_page_and_counts_the_same(article, application, asked, path, headers):
    django = WSGIHandler()
    Answer(application, path)  # now it is kept
    asked.clear()
    before = visits()
    theirs = Answer(django, path, **headers)
    between = visits()
    ours = Answer(application, path, **headers)
    assert asked == []
    assert ours.status == theirs.status == "200 OK"
    assert visits() - between == between - before
    if between == before:  # else the figures differ, by this one visit
        assert ours.body == theirs.body
    assert ours.headers.pop("Content-Length") == str(len(ours.body))
    theirs.headers.pop("Content-Length", None)
    assert ours.headers == theirs.headers


def test_a_kept_page_is_compressed_for_those_who_take_it(article, application):
    plain = Answer(application, "/tin-tuc/tin/")
    compressed = Answer(application, "/tin-tuc/tin/", **{"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(compressed.body) == plain.body
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["Content-Length"] == str(len(compressed.body))
    assert len(compressed.body) < len(plain.body) / 2


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("HEAD", "/", {}),
        ("POST", "/", {}),
        ("GET", "/tim-kiem/?q=tin", {}),
        ("GET", "/khong-co/", {}),
        ("GET", "/", {"Cookie": "sessionid=cua-ai-do"}),
        ("GET", "/", {"Host": "la.example"}),
    ],
)
def test_whatever_is_not_a_resident_s_page_goes_to_django(article, application, asked, method, path, headers):
    for _ in range(2):
        Answer(application, path, method, **headers)
    assert len(asked) == 2


@pytest.mark.parametrize("path", ["/", "/khong-co/"])
def test_head_gets_the_headers_alone(article, application, path):
    full, head = Answer(application, path), Answer(application, path, "HEAD")
    assert (head.status, head.body) == (full.status, b"")
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_a_change_is_seen_at_the_front(article, application):
    assert "Tin" in Answer(application, "/").body.decode()
    article.title = "Tên khác"
    article.save()
    assert "Tên khác" in Answer(application, "/").body.decode()


def test_staff_see_pages_of_their_own_and_nobody_else_sees_them(article, application, admin_user):
    client = Client()
    client.force_login(admin_user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    Answer(application, "/", **BROWSER, Cookie=cookie)
    assert visits() == 0
    Answer(application, "/", **BROWSER)
    Answer(application, "/", **BROWSER, Cookie=cookie)
    assert visits() == 1
