"""Counting in real server processes on SQLite."""

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
from tests.helpers import LONG, wait_until
from tests.portal import Portal, Visitor


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    portal = Portal(shutil.copytree(prepared_folder, tmp_path_factory.mktemp("visits") / "data"))
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def new_portal(tmp_path, prepared_folder):
    portal = Portal(shutil.copytree(prepared_folder, tmp_path / "data"))
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


def figures(portal, user_agent: str | None = None) -> dict[str, int]:
    """The visit block as a new browser's first page shows it."""
    visitor = Visitor(portal.url) if user_agent is None else Visitor(portal.url, user_agent)
    status, page = visitor.get("/")
    assert status == 200
    found = re.findall(r"<dt>(.*?)</dt><dd>([\d.]+)</dd>", page)
    return {name: int(number.replace(".", "")) for name, number in found}


def visit(portal) -> int:
    return figures(portal)["Hôm nay"]


@contextmanager
def visitors(portal, number: int = 4) -> Iterator[list[int]]:
    """Browsers, each new, that come one after the other in `number` threads; gives the list of their visits."""
    visits, leave = [], threading.Event()

    def come() -> None:
        while not leave.is_set():
            visits.append(visit(portal))

    with ThreadPoolExecutor(number) as pool:
        coming = [pool.submit(come) for _ in range(number)]
        try:
            yield visits
        finally:
            leave.set()
            for one in coming:
                one.result()


def test_many_browsers_at_once_are_counted_exactly(portal):
    before = stored(portal)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: visit(portal), range(200)))
    portal.stop()
    assert stored(portal) == before + 200
    portal.start()


@contextmanager
def locked(portal) -> Iterator[None]:
    """Another connection holds SQLite's one write lock."""
    lock = database(portal)
    lock.execute("BEGIN IMMEDIATE")
    yield
    lock.rollback()
    lock.close()


def test_a_locked_database_holds_no_page_back_and_loses_nothing(portal):
    before = stored(portal)
    with locked(portal):
        shown = [visit(portal) for _ in range(20)]  # each of these answers came while the lock was held
        assert stored(portal) == before
    assert max(shown) > min(shown)
    wait_until(lambda: stored(portal) == before + 20)


def test_a_clean_stop_under_a_lock_leaves_its_visits_to_the_next_start(portal):
    before = stored(portal)
    with locked(portal):
        for _ in range(10):
            visit(portal)
        portal.stop()
        assert stored(portal) == before
    portal.start()
    wait_until(lambda: stored(portal) == before + 10)
    portal.stop()
    assert stored(portal) == before + 10
    portal.start()


def test_a_stop_under_a_lock_with_a_request_that_never_ends_loses_none(portal):
    before, left = stored(portal), portal.folder / "visits"
    with locked(portal), ExitStack() as slow:
        for _ in range(10):
            visit(portal)
        for _ in range(16):  # more than all threads
            client = slow.enter_context(socket.create_connection(("127.0.0.1", portal.port)))
            client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        portal.server.terminate()
        wait_until(lambda: sum(sum(json.loads(file.read_text()).values()) for file in left.glob("*.json")) == 10)
    portal.server.wait(LONG)
    portal.start()
    wait_until(lambda: stored(portal) == before + 10)


def test_a_reload_under_a_lock_writes_its_visits_when_it_is_over(portal):
    before, old = stored(portal), portal.workers
    with locked(portal):
        for _ in range(10):
            visit(portal)
        portal.server.send_signal(signal.SIGHUP)
        wait_until(lambda: not set(old) & set(portal.workers))
    for _ in range(2):
        visit(portal)

    def all_are_written() -> bool:
        figures(portal, user_agent="curl")  # somebody asks
        return stored(portal) == before + 12

    wait_until(all_are_written)


def test_a_change_is_seen_while_a_lock_holds_up_the_writing_of_visits(portal):
    """On SQLite no other can write meanwhile, so it is one by the clock."""
    before, at = stored(portal), timezone.now() + timedelta(seconds=10)
    code = (
        "from datetime import datetime; from tests import factories; category = factories.category('Giờ', slug='gio');"
        f"factories.article('Tin theo giờ', category=category, published_at=datetime.fromisoformat('{at}'))"
    )
    portal.manage("shell", "--verbosity=0", "--command", code)
    with locked(portal):
        visit(portal)  # waits to be written from now on
        wait_until(lambda: all("Tin theo giờ" in Visitor(portal.url, "curl").get("/")[1] for _ in range(6)))
    wait_until(lambda: stored(portal) == before + 1)
    portal.manage("shell", "--verbosity=0", "--command", "from news.models import *; Article.objects.get().delete()")


def test_a_reload_under_load_loses_no_visit_and_no_request(portal):
    before, old = stored(portal), portal.workers
    with visitors(portal) as visits:
        wait_until(lambda: len(visits) > 10)
        portal.server.send_signal(signal.SIGHUP)
        wait_until(lambda: not set(old) & set(portal.workers))
        seen = len(visits)
        wait_until(lambda: len(visits) > seen + 10)
    wait_until(lambda: stored(portal) == before + len(visits))


def test_a_killed_worker_loses_nothing_that_was_written_and_another_takes_its_place(portal):
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
        """From now on the portal's time goes on from `moment`."""
        new = self.file.with_suffix(".new")
        new.write_text(str(moment.timestamp() - time.time()))
        new.replace(self.file)  # nobody reads half of it


@pytest.mark.parametrize(
    ("last", "week", "month"),
    [
        (date(2026, 11, 29), False, True),  # a Sunday: the week begins anew
        (date(2026, 12, 31), True, False),  # a Thursday: the month and the year begin anew
        (date(2026, 5, 31), False, False),  # a Sunday and the last of its month
    ],
)
def test_midnight_under_load_loses_and_doubles_nothing(new_portal, tmp_path, last, week, month):
    """`week` and `month`: whether the day before still belongs to those of the day after."""
    portal, first = new_portal, last + timedelta(days=1)
    midnight = datetime.combine(first, datetime.min.time(), HANOI)
    clock = Clock(tmp_path / "clock")
    clock.set(midnight - timedelta(hours=1))
    portal.environment["CLOCK_AHEAD"] = str(clock.file)
    portal.start("tests.visits.shifted_clock")
    with visitors(portal) as visits:
        wait_until(lambda: stored_by_day(portal).get(last))
        clock.set(midnight - timedelta(seconds=1))
        wait_until(lambda: stored_by_day(portal).get(first, 0) > 20)
    wait_until(lambda: stored(portal) == len(visits))
    by_day = stored_by_day(portal)
    assert set(by_day) == {last, first}
    yesterday, today = by_day[last], by_day[first]

    true = {
        "Hôm nay": today,
        "Hôm qua": yesterday,
        "Tuần này": today + yesterday * week,
        "Tháng này": today + yesterday * month,
        "Tất cả": today + yesterday,
    }
    wait_until(lambda: [figures(portal, user_agent="curl") for _ in range(5)] == [true] * 5)


def test_a_change_is_seen_on_every_worker_and_never_half(portal):
    code = "from tests import factories; factories.article('{0}', category=factories.category('{0}'))"
    portal.manage("shell", "--verbosity=0", "--command", code.format("Tin thứ nhất"))
    visitor = Visitor(portal.url, user_agent="curl")

    def pages(number: int) -> set[tuple[bool, bool]]:
        """Of each page: whether the lead, and the category in the menu, are there."""
        seen = [visitor.get("/")[1] for _ in range(number)]
        return {("<h1><a" in page, "Tin thứ nhất</a></li>" in page) for page in seen}

    wait_until(lambda: pages(20) == {(True, True)})
    portal.manage("shell", "--verbosity=0", "--command", "from news.models import *; Article.objects.get().delete()")
    wait_until(lambda: pages(20) == {(False, True)})
