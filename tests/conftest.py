import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from saovang.core import limits
from saovang.core.background import runner
from saovang.opening_hours.schedule import current as current_schedule
from saovang.pagecache.pages import page_store
from saovang.pagecache.version import content_version
from saovang.search.counting import frequent_queries, unanswered_queries
from saovang.visits.counter import counter
from tests import helpers
from tests.portal import Portal

# The slowest modules that need neither a browser nor another server: 10 to 40 seconds of CPU time each.
SLOWEST = {
    "test_roles",
    "test_permissions",
    "test_queries",
    "test_inspect",
    "test_sign_in",
    "test_bombs",
    "test_deploy",
}

gc.set_threshold(50_000)  # by default, looking for garbage takes a seventh of the CPU time of the tests


@pytest.fixture(autouse=True)
def fresh_process():
    """Start each test with an empty page cache, no visits, no noted queries, no known content version and no hours."""
    for state in (counter, page_store, content_version, unanswered_queries, frequent_queries, current_schedule):
        state.reset()


@pytest.fixture(autouse=True)
def busy_machine(monkeypatch):
    """Let calls in child processes wait for the processor; their limits of CPU time stay."""
    monkeypatch.setattr(limits, "TIMEOUT", helpers.TIMEOUT)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    """Leave out fsync; tests/media/test_durability.py has a record of its calls."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def no_polling(monkeypatch):
    """Leave out the queries of the background jobs, which run in threads of their own in a server."""
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)


@pytest.fixture(scope="session")
def media_folders(tmp_path_factory) -> Iterator[Path]:
    """Return paths in a folder of the session. `tmp_path` reads the names of all folders, a millisecond a test."""
    folder = tmp_path_factory.mktemp("media")
    return (folder / str(number) / "media" for number in count())


@pytest.fixture(autouse=True)
def media(settings, media_folders):
    """Store the photos of each test in a folder of its own."""
    settings.MEDIA_ROOT = next(media_folders)
    settings.MEDIA_ROOT.mkdir(parents=True)
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def make_once(tmp_path_factory):
    """Return a function that makes a folder once for all workers. Tests read or copy it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def get_folder(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return get_folder


@pytest.fixture(scope="session")
def prepared_folder(make_once):
    """Return a data folder as `setup --empty` leaves it, to be copied. Marks the test as `server`."""

    def fill(folder: Path) -> None:
        Portal(folder).manage("setup", "--empty")

    return make_once("prepared", fill)


def pytest_xdist_auto_num_workers() -> int:
    """Return two more than the number of processors, because tests that start a server often wait."""
    return (os.cpu_count() or 1) + 2


def pytest_itemcollected(item) -> None:
    """Mark tests that need a browser or start other programs; `make test` leaves them out."""
    folder = item.path.parent.name
    if folder == "browser":
        item.add_marker(pytest.mark.browser)
    elif folder == "server" or "prepared_folder" in item.fixturenames:
        item.add_marker(pytest.mark.server)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Run the slowest modules first, so that no worker is left alone with one at the end."""

    def position(item) -> int:
        markers = {marker.name for marker in item.iter_markers()}
        # The sample content of the browser tests is loaded once; at the start all workers would wait for it.
        order = ["checkout" in item.fixturenames, "server" in markers, "browser" in markers]
        return [*order, item.path.stem in SLOWEST, True].index(True)

    items.sort(key=position)


def pytest_collection_finish() -> None:
    """Leave out what is loaded by now when garbage is looked for."""
    gc.freeze()


def pytest_sessionfinish(session) -> None:
    """Fail the run if a test was skipped and NO_SKIPS is set, as in .ci/run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
