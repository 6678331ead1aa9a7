import os

import pytest

from saovang import lists, page_cache
from saovang.content import content
from saovang.pulse import Pulse
from saovang.visits import counter as counter_module
from saovang.visits import middleware


@pytest.fixture(autouse=True)
def fresh_counter(monkeypatch):
    """Each test counts visits and lists from nothing, and with a pulse of its own, which beats when asked."""
    counter, pulse = counter_module.Counter(), Pulse()
    pulse.run(content.look)
    pulse.run(counter.flush)
    monkeypatch.setattr(middleware, "counter", counter)
    monkeypatch.setattr(lists, "kept_counts", lists.KeptCounts())
    for module in (counter_module, middleware, page_cache):
        monkeypatch.setattr(module, "pulse", pulse)
    return counter


@pytest.fixture
def pulse(fresh_counter):
    return middleware.pulse


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
