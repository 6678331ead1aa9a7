"""The WSGI layer must send the response that Django would send."""

import gzip
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from saovang.core.background import runner
from saovang.pagecache.wsgi import cached_application
from saovang.visits.counter import counter
from saovang.visits.models import DailyVisits
from tests import factories, helpers

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": helpers.USER_AGENT}
RETURNING = BROWSER | {"Cookie": "a=b; luot_truy_cap=1"}
BOT = {"User-Agent": "Googlebot/2.1"}


class Response:
    def __init__(self, application, path: str, method: str = "GET", script_name: str = "", **headers: str) -> None:
        environ = RequestFactory(headers=headers).request(
            REQUEST_METHOD=method,
            SCRIPT_NAME=script_name,
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


@pytest.fixture(autouse=True)
def connection_kept_open():
    """Requests of a server end with a look at the connection; that of a test must stay open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def django_requests() -> list[str]:
    """The paths that Django was called with."""
    return []


@pytest.fixture
def application(django_requests):
    django_application = WSGIHandler()

    def recording_application(environ, start_response):
        django_requests.append(environ["PATH_INFO"])
        return django_application(environ, start_response)

    return cached_application(recording_application)


@pytest.fixture
def article():
    return factories.article("Tin", category=factories.category("Mục", slug="muc"))


def count_visits() -> int:
    counter.flush()
    return DailyVisits.objects.total()


@pytest.mark.parametrize(
    ("path", "headers"), [("/", BROWSER), ("/", RETURNING), ("/tin-tuc/tin/", BOT), ("/rss/", BROWSER)]
)
def test_cached_page_is_the_response_of_django(article, application, django_requests, path, headers):
    Response(application, path)  # now it is cached
    django_requests.clear()
    before = count_visits()
    expected = Response(WSGIHandler(), path, **headers)
    between = count_visits()
    response = Response(application, path, **headers)
    assert django_requests == []
    assert response.status == expected.status == "200 OK"
    assert count_visits() - between == between - before
    if between == before:  # otherwise the totals differ by this visit
        assert response.body == expected.body
    assert response.headers.pop("Content-Length") == str(len(response.body))
    expected.headers.pop("Content-Length", None)
    assert response.headers == expected.headers


def test_cached_page_is_compressed_if_client_accepts_gzip(article, application):
    plain = Response(application, "/tin-tuc/tin/")
    compressed = Response(application, "/tin-tuc/tin/", **{"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(compressed.body) == plain.body
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert compressed.headers["Content-Length"] == str(len(compressed.body))
    assert len(compressed.body) < len(plain.body) / 2


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("HEAD", "/", {}),
        ("POST", "/", {}),
        ("GET", "/khong-co/", {}),
        ("GET", "/", {"Cookie": "sessionid=x"}),
        ("GET", "/", {"Host": "evil.example"}),
    ],
)
def test_uncacheable_request_is_answered_by_django(article, application, django_requests, method, path, headers):
    for _ in range(2):
        Response(application, path, method, **headers)
    assert len(django_requests) == 2


@pytest.mark.parametrize("path", ["/", "/khong-co/"])
def test_head_is_answered_with_headers_only(article, application, path):
    full, head = Response(application, path), Response(application, path, "HEAD")
    assert (head.status, head.body) == (full.status, b"")
    assert head.headers["Content-Type"] == full.headers["Content-Type"]


def test_page_under_other_scheme_or_script_name_has_its_own_urls(article, application, settings):
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(2):
        plain = Response(application, "/tin-tuc/tin/")
        secure = Response(application, "/tin-tuc/tin/", **{"Host": "testserver", "X-Forwarded-Proto": "https"})
        prefixed = Response(application, "/tin-tuc/tin/", script_name="/x")
        assert b'rel="canonical" href="http://testserver/tin-tuc/tin/"' in plain.body
        assert b'rel="canonical" href="https://testserver/tin-tuc/tin/"' in secure.body
        assert b'rel="canonical" href="http://testserver/x/tin-tuc/tin/"' in prefixed.body


def test_change_is_visible_at_once(article, application):
    assert "Tin" in Response(application, "/").body.decode()
    article.title = "Tên khác"
    article.save()
    assert "Tên khác" in Response(application, "/").body.decode()


def test_freshness_is_checked_once_a_request(article, application, monkeypatch):
    """When Django renders the page, when it is cached, and when it cannot be cached."""
    checks = []
    monkeypatch.setattr(runner, "ensure_fresh", lambda: checks.append(True))
    for number, path in enumerate(["/", "/", "/tim-kiem/?q=tin"], start=1):
        Response(application, path)
        assert len(checks) == number


def test_page_for_signed_in_staff_is_not_shared_or_counted(article, application, admin_user):
    client = Client()
    client.force_login(admin_user)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    Response(application, "/", **BROWSER, Cookie=cookie)
    assert count_visits() == 0
    Response(application, "/", **BROWSER)
    Response(application, "/", **BROWSER, Cookie=cookie)
    assert count_visits() == 1
