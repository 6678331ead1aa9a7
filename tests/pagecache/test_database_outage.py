"""While the database is away: what needs it is refused at once, what does not goes on."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from saovang.pagecache import version as content_module
from saovang.pagecache.version import content_version
from tests import factories, helpers


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(content_module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def database(monkeypatch):
    """One that is there, and can be sent away."""
    database = SimpleNamespace(away=False)
    look = content_version.refresh

    def ask() -> object:
        if database.away:
            raise OperationalError("could not connect")
        return look()

    monkeypatch.setattr(content_version, "refresh", ask)
    return database


def leave(database, clock, runner) -> None:
    database.away = True
    runner.run_once()
    clock.now += content_module.SILENCE + 0.1


@pytest.mark.django_db
def test_where_it_is_there_it_is_within_reach_however_long(client, clock):
    factories.article("Tin")
    for _ in range(3):
        clock.now += 3600
        assert client.get("/tin-tuc/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize("path", ["/tin-tuc/", "/tim-kiem/?q=tin", "/quan-tri/", "/quan-tri/login/", "/khong-co/"])
def test_who_needs_it_is_refused_without_asking_it(client, database, clock, runner, path, method):
    """No test database here: a query would fail this test."""
    client.cookies["sessionid"] = "x" * 32
    leave(database, clock, runner)
    response = getattr(client, method)(path)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert ("Trang đang tạm nghỉ" in response.content.decode()) == (method != "head")
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_while_nobody_knows_yet_who_needs_it_waits_for_the_pulse(monkeypatch):
    asked, answer = threading.Event(), threading.Event()

    def look() -> None:
        asked.set()
        answer.wait(helpers.LONG)

    monkeypatch.setattr(content_module, "SILENCE", helpers.LONG)
    monkeypatch.setattr(content_version, "refresh", look)
    with ThreadPoolExecutor() as pool:
        pool.submit(content_version.poll)
        asked.wait(helpers.LONG)
        waiting = [pool.submit(content_version.is_database_available) for _ in range(3)]
        assert wait(waiting, timeout=0.1).done == set()
        answer.set()
        assert [one.result() for one in waiting] == [True] * 3


def test_all_together_wait_no_longer_than_it_is_given_to_answer(database, clock, runner):
    database.away = True
    for _ in range(3):  # asked again and again, and counted from the first
        runner.run_once()
        clock.now += content_module.SILENCE / 2
    assert not content_version.is_database_available()


@pytest.mark.django_db
def test_when_it_is_back_so_is_everything(client, database, clock, runner):
    factories.article("Tin")
    leave(database, clock, runner)
    assert client.get("/tin-tuc/").status_code == 503
    database.away = False
    assert client.get("/tin-tuc/").status_code == 200


def test_what_needs_no_database_goes_on(client, database, clock, runner, media):
    (media / "a.jpg").write_bytes(b"\xff\xd8")
    leave(database, clock, runner)
    assert client.get("/healthz").status_code == 200
    assert b"".join(client.get("/media/a.jpg").streaming_content) == b"\xff\xd8"
