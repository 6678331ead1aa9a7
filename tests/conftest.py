import os

import pytest

from saovang.visits import counter as counter_module
from saovang.visits import middleware


@pytest.fixture(autouse=True)
def fresh_counter(monkeypatch):
    """Each test counts from nothing; without a thread of its own the counter writes at once."""
    counter = counter_module.Counter()
    monkeypatch.setattr(middleware, "counter", counter)
    return counter


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Each test stores its photos in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


def pytest_sessionfinish(session) -> None:
    """With NO_SKIPS set, as in .ci/run, a test that was skipped is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
