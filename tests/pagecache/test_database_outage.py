import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.utils import timezone

from news.services.publishing import publish, withdraw
from saovang.core.background import runner
from saovang.pagecache import version
from saovang.pagecache.models import ContentVersion
from saovang.pagecache.version import content_version
from tests import factories, helpers


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(version, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def database(monkeypatch, clock):
    """A database that can be taken down."""
    refresh = content_version.refresh

    def refresh_or_fail() -> object:
        if database.is_down:
            raise OperationalError("could not connect")
        return refresh()

    def take_down() -> None:
        database.is_down = True
        runner.run_once()
        clock.now += version.DATABASE_TIMEOUT + 0.1

    database = SimpleNamespace(is_down=False, take_down=take_down)
    monkeypatch.setattr(content_version, "refresh", refresh_or_fail)
    return database


@pytest.mark.django_db
def test_database_without_requests_stays_available(client, clock):
    factories.article("Tin")
    for _ in range(3):
        clock.now += 3600
        assert client.get("/tin-tuc/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("path", ["/tin-tuc/", "/tim-kiem/?q=tin", "/quan-tri/", "/quan-tri/login/", "/khong-co/"])
def test_request_while_database_is_down_is_answered_503(client, database, path, method):
    """There is no test database here, so a query would fail this test."""
    client.cookies["sessionid"] = "x" * 32
    database.take_down()
    response = getattr(client, method)(path)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert ("Trang tạm gián đoạn" in response.content.decode()) == (method != "head")
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_is_database_available_waits_for_running_poll(monkeypatch):
    started, answered = threading.Event(), threading.Event()

    def refresh() -> None:
        started.set()
        answered.wait(helpers.TIMEOUT)

    monkeypatch.setattr(version, "DATABASE_TIMEOUT", helpers.TIMEOUT)
    monkeypatch.setattr(content_version, "refresh", refresh)
    with ThreadPoolExecutor() as pool:
        pool.submit(content_version.poll)
        started.wait(helpers.TIMEOUT)
        waiting = [pool.submit(content_version.is_database_available) for _ in range(3)]
        assert wait(waiting, timeout=0.1).done == set()
        answered.set()
        assert [future.result() for future in waiting] == [True] * 3


def test_database_timeout_counts_from_first_failed_poll(database, clock):
    database.is_down = True
    for _ in range(3):
        runner.run_once()
        clock.now += version.DATABASE_TIMEOUT / 2
    assert not content_version.is_database_available()


@pytest.mark.django_db
def test_request_after_outage_is_answered(client, database):
    factories.article("Tin")
    database.take_down()
    assert client.get("/tin-tuc/").status_code == 503
    database.is_down = False
    assert client.get("/tin-tuc/").status_code == 200


def test_exempt_paths_while_database_is_down_are_answered(client, database, media):
    (media / "a.jpg").write_bytes(b"\xff\xd8")
    database.take_down()
    assert client.get("/healthz").status_code == 200
    assert b"".join(client.get("/media/a.jpg").streaming_content) == b"\xff\xd8"


def change_category(article) -> None:
    article.category.name = "Tên khác"
    article.category.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda article: factories.article("Tin mới"),
        lambda article: publish(factories.article("Mới", body="<p>Chữ.</p>", status="draft", published_at=None)),
        lambda article: factories.article("Nháp", status="draft", published_at=None),
        lambda article: factories.photos(article, 1),
        change_category,
    ],
)
def test_page_of_earlier_version_is_served_in_outage(client, database, clock, change):
    article = factories.article("Tin")
    paths = ["/", "/tin-tuc/", "/tin-tuc/?page=1", "/rss/", article.get_absolute_url()]
    before = {path: client.get(path).content for path in paths}
    change(article)
    runner.run_once()  # the process learns of the change
    database.take_down()
    for path in paths:
        response = client.get(path)
        assert (response.status_code, response.content) == (200, before[path])
    assert client.get("/tin-tuc/?page=2").status_code == 503
    clock.now += version.MAX_OUTAGE_AGE
    assert {client.get(path).status_code for path in paths} == {503}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda article: withdraw(article, "Nhầm"),
        lambda article: article.delete(),
        lambda article: article.photos.get().delete(),
        lambda article: publish(article, at=timezone.now() + timedelta(days=1)),
        lambda article: ContentVersion.objects.bump(),
    ],
)
def test_page_from_before_a_removal_is_never_served(client, database, change):
    article = factories.article("Tin")
    factories.photos(article, 1)
    paths = ["/", "/tin-tuc/", "/rss/", article.get_absolute_url()]
    for path in paths:
        assert client.get(path).status_code == 200
    change(article)
    factories.article("Tin mới")  # a later change does not make the page good again
    runner.run_once()
    database.take_down()
    assert {client.get(path).status_code for path in paths} == {503}


@pytest.mark.django_db
def test_page_from_after_a_removal_is_served_in_outage(client, database):
    withdrawn = factories.article("Gỡ")
    client.get("/")
    withdraw(withdrawn, "Nhầm")
    before = client.get("/").content
    factories.article("Tin mới")
    runner.run_once()
    database.take_down()
    assert client.get("/").content == before
    assert "Gỡ" not in before.decode()


@pytest.mark.django_db
def test_page_is_answered_if_database_fails_after_rendering(client, database, monkeypatch):
    factories.article("Tin")
    runner.run_once()
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)
    database.is_down = True
    assert client.get("/tin-tuc/").status_code == 200


@pytest.mark.django_db
def test_page_of_earlier_version_is_rendered_with_database(client, clock):
    factories.article("Tin")
    client.get("/")
    factories.article("Tin mới")
    assert "Tin mới" in client.get("/").content.decode()
