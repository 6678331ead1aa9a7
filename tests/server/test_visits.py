"""Visits and changes in real server processes on SQLite."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import HANOI
from tests.helpers import TIMEOUT, wait_until
from tests.portal import Portal, Visitor


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    portal = Portal(shutil.copytree(prepared_folder, tmp_path_factory.mktemp("visits") / "data"))
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return Clock(tmp_path_factory.mktemp("clock") / "clock")


@pytest.fixture(scope="module")
def portal_at(tmp_path_factory, prepared_folder, clock):
    """Return a portal whose time is that of `clock`."""
    folder = shutil.copytree(prepared_folder, tmp_path_factory.mktemp("midnight") / "data")
    portal = Portal(folder, CLOCK_AHEAD=str(clock.file))
    clock.set(datetime(2026, 5, 1, tzinfo=HANOI))
    portal.start("tests.server.shifted_clock")
    yield portal
    portal.stop()


def database(portal) -> sqlite3.Connection:
    return sqlite3.connect(f"{portal.environment['DATA_DIR']}/db.sqlite3", timeout=10)


def stored_by_day(portal) -> dict[date, int]:
    with database(portal) as connection:
        rows = connection.execute("SELECT day, count FROM visits_dailyvisits").fetchall()
    return {date.fromisoformat(day): count for day, count in rows}


def stored(portal) -> int:
    return sum(stored_by_day(portal).values())


def totals(portal, user_agent: str | None = None) -> dict[str, int]:
    """Return the totals on the first page of a new browser."""
    visitor = Visitor(portal.url) if user_agent is None else Visitor(portal.url, user_agent)
    status, page = visitor.get("/")
    assert status == 200
    found = re.findall(r"<dt>(.*?)</dt><dd>([\d.]+)</dd>", page)
    return {name: int(number.replace(".", "")) for name, number in found}


def visit(portal) -> int:
    return totals(portal)["Hôm nay"]


@contextmanager
def visitors(portal, number: int = 4) -> Iterator[list[int]]:
    """Run `number` threads of new browsers, one after the other. Yields the list of their visits."""
    visits, stop = [], threading.Event()

    def visit_repeatedly() -> None:
        while not stop.wait(0.01):  # leaves the processors to what is tested
            visits.append(visit(portal))

    with ThreadPoolExecutor(number) as pool:
        futures = [pool.submit(visit_repeatedly) for _ in range(number)]
        try:
            yield visits
        finally:
            stop.set()
            for future in futures:
                future.result()


@contextmanager
def locked(portal) -> Iterator[None]:
    """Hold SQLite's one write lock in another connection."""
    lock = database(portal)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.rollback()
    lock.close()


def test_locked_database_delays_no_page_and_loses_no_visit(portal):
    before = stored(portal)
    with locked(portal):
        today = [visit(portal) for _ in range(20)]  # all answered while the lock was held
        assert stored(portal) == before
    assert max(today) > min(today)
    wait_until(lambda: stored(portal) == before + 20)


def test_stop_with_lock_and_endless_request_loses_no_visit(portal):
    before, spool = stored(portal), portal.folder / "visits"
    with locked(portal), ExitStack() as slow:
        for _ in range(10):
            visit(portal)
        for _ in range(16):  # more than all threads
            client = slow.enter_context(socket.create_connection(("127.0.0.1", portal.port)))
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        portal.server.terminate()
        wait_until(lambda: sum(sum(json.loads(file.read_text()).values()) for file in spool.glob("*.json")) == 10)
    portal.server.wait(TIMEOUT)
    portal.start()
    wait_until(lambda: stored(portal) == before + 10)


def test_change_is_visible_while_lock_blocks_flush(portal):
    """The change is one by time: on SQLite nobody else can write during the lock."""
    before, at = stored(portal), timezone.now() + timedelta(seconds=10)
    code = (
        "from datetime import datetime; from tests import factories; category = factories.category('Giờ', slug='gio');"
        f"factories.article('Tin theo giờ', category=category, published_at=datetime.fromisoformat('{at}'))"
    )
    portal.manage("shell", "--verbosity=0", "--command", code)
    with locked(portal):
        visit(portal)  # pending until the lock ends
        wait_until(lambda: all("Tin theo giờ" in Visitor(portal.url, "curl").get("/")[1] for _ in range(6)))
    wait_until(lambda: stored(portal) == before + 1)
    portal.manage("shell", "--verbosity=0", "--command", "from news.models import *; Article.objects.get().delete()")


def test_reload_under_load_loses_no_visit_and_no_request(portal):
    before, old = stored(portal), portal.workers
    with visitors(portal) as visits:
        wait_until(lambda: len(visits) > 10)
        portal.server.send_signal(signal.SIGHUP)
        wait_until(lambda: not set(old) & set(portal.workers))
        count = len(visits)
        wait_until(lambda: len(visits) > count + 10)
    wait_until(lambda: stored(portal) == before + len(visits))


def test_killed_worker_is_replaced_and_loses_no_written_visit(portal):
    before = stored(portal)
    for _ in range(10):
        visit(portal)
    wait_until(lambda: stored(portal) == before + 10)
    victim = portal.workers[0]
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: victim not in portal.workers and len(portal.workers) == 2)
    for _ in range(10):
        visit(portal)
    wait_until(lambda: stored(portal) == before + 20)


class Clock:
    def __init__(self, file: Path) -> None:
        self.file = file

    def set(self, moment: datetime) -> None:
        """Set the time of the portal to `moment`."""
        new = self.file.with_suffix(".new")
        new.write_text(str(moment.timestamp() - time.time()))
        new.replace(self.file)  # never read half-written


@pytest.mark.parametrize(
    ("last", "week", "month"),
    [
        (date(2026, 5, 31), False, False),  # a Sunday and the last day of its month
        (date(2026, 11, 29), False, True),  # a Sunday: a new week
        (date(2026, 12, 31), True, False),  # a Thursday: a new month and year
    ],
)
def test_midnight_under_load_counts_each_visit_once(portal_at, clock, last, week, month):
    """`week` and `month`: whether both days are in the same week and month."""
    portal, first = portal_at, last + timedelta(days=1)
    before = stored(portal)
    midnight = datetime.combine(first, datetime.min.time(), HANOI)
    clock.set(midnight - timedelta(hours=1))
    with visitors(portal) as visits:
        wait_until(lambda: stored_by_day(portal).get(last))
        clock.set(midnight - timedelta(seconds=1))
        wait_until(lambda: stored_by_day(portal).get(first, 0) > 20)
    wait_until(lambda: stored(portal) == before + len(visits))
    by_day = stored_by_day(portal)
    yesterday, today = by_day[last], by_day[first]
    assert before + yesterday + today == stored(portal)

    expected = {
        "Hôm nay": today,
        "Hôm qua": yesterday,
        "Tuần này": today + yesterday * week,
        "Tháng này": today + yesterday * month,
        "Tất cả": before + today + yesterday,
    }
    wait_until(lambda: [totals(portal, user_agent="curl") for _ in range(5)] == [expected] * 5)


def test_change_is_visible_on_every_worker_and_never_in_part(portal):
    code = "from tests import factories; factories.article('{0}', category=factories.category('{0}'))"
    portal.manage("shell", "--verbosity=0", "--command", code.format("Tin thứ nhất"))
    visitor = Visitor(portal.url, user_agent="curl")

    def pages(number: int) -> set[tuple[bool, bool]]:
        """Return whether each page has the lead article and the category in the menu."""
        bodies = [visitor.get("/")[1] for _ in range(number)]
        return {("lead-article" in body, "Tin thứ nhất</a></li>" in body) for body in bodies}

    wait_until(lambda: pages(20) == {(True, True)})
    portal.manage("shell", "--verbosity=0", "--command", "from news.models import *; Article.objects.get().delete()")
    wait_until(lambda: pages(20) == {(False, True)})
