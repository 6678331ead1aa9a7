"""Counting in real server processes on SQLite."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.portal import Portal, Visitor


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = Portal(tmp_path_factory.mktemp("visits"))
    portal.manage("migrate")
    portal.manage("collectstatic", "--noinput")
    portal.start()
    yield portal
    portal.stop()


def database(portal) -> sqlite3.Connection:
    return sqlite3.connect(f"{portal.environment['DATA_DIR']}/db.sqlite3", timeout=10)


def stored(portal) -> int:
    with database(portal) as connection:
        return connection.execute("SELECT COALESCE(SUM(count), 0) FROM visits_dailyvisits").fetchone()[0]


def visit(portal) -> int:
    """One new browser's first page; gives "Hôm nay" as it shows."""
    status, page = Visitor(portal.url).get("/")
    assert status == 200
    return int(re.search(r"Hôm nay</dt><dd>([\d.]+)", page)[1].replace(".", ""))


def test_many_browsers_at_once_are_counted_exactly(portal):
    before = stored(portal)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: visit(portal), range(200)))
    portal.stop()
    assert stored(portal) == before + 200
    portal.start()


def test_a_locked_database_holds_no_page_back_and_loses_nothing(portal):
    before = stored(portal)
    lock = database(portal)
    lock.execute("BEGIN IMMEDIATE")
    shown = [visit(portal) for _ in range(20)]  # each of these answers came while the lock was held
    assert stored(portal) == before
    lock.rollback()
    lock.close()
    assert max(shown) > min(shown)
    portal.stop()  # a clean stop writes what waits
    assert stored(portal) == before + 20
    portal.start()
