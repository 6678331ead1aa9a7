import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from saovang.core.background import runner
from saovang.pagecache.pages import page_store
from saovang.pagecache.version import content_version
from saovang.visits.counter import counter
from tests.portal import Portal


@pytest.fixture(autouse=True)
def fresh_process():
    """Start each test with an empty page cache, no visits and no known content version."""
    for state in (counter, page_store, content_version):
        state.reset()


@pytest.fixture
def no_polling(monkeypatch):
    """Leave out the queries of the background jobs, which run in threads of their own in a server."""
    monkeypatch.setattr(runner, "ensure_fresh", lambda: None)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Store the photos of each test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Return a function that creates a folder once, which all workers share, to read or copy."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def get_or_make(name: str, make: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return get_or_make


@pytest.fixture(scope="session")
def prepared_folder(made_once):
    """A data folder as `setup --empty` leaves it, to copy."""

    def prepare(folder: Path) -> None:
        Portal(folder).manage("setup", "--empty")

    return made_once("prepared", prepare)


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are processors: tests with a server or a browser often wait."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items) -> None:
    """Run the slowest tests first, so that no worker is left alone with them at the end.

    First `make run`, then tests with a server, then those with a browser: all workers would wait for their sample if
    they came first.
    """

    def priority(item) -> int:
        names = item.fixturenames
        server = "prepared_folder" in names
        return ["checkout" in names, server and "browser_type_launch_args" not in names, server, True].index(True)

    items.sort(key=priority)


def pytest_sessionfinish(session) -> None:
    """Fail if a test was skipped and NO_SKIPS is set, as in .ci/run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
