import threading
from concurrent.futures import ThreadPoolExecutor, wait
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from saovang.core.background import runner
from saovang.pagecache import version
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
    assert ("Trang đang tạm nghỉ" in response.content.decode()) == (method != "head")
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
