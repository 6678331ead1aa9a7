import os
from pathlib import Path

import pytest

from saovang import content as content_module
from saovang import front, page_cache
from saovang.content import content
from saovang.pulse import Pulse
from saovang.visits import counter as counter_module
from saovang.visits import middleware
from tests.portal import Portal


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """Each test counts from nothing, keeps no page and has a pulse of its own, which beats when asked."""
    counter, pulse = counter_module.Counter(), Pulse()
    pulse.run(content.look)
    pulse.run(counter.flush)
    monkeypatch.setattr(middleware, "counter", counter)
    monkeypatch.setattr(page_cache, "kept_pages", page_cache.KeptPages())
    for module in (counter_module, middleware, page_cache, front, content_module):
        monkeypatch.setattr(module, "pulse", pulse)
    monkeypatch.setattr(content, "_kept", {})


@pytest.fixture
def pulse(fresh_process):
    return middleware.pulse


@pytest.fixture
def quiet_pulse(pulse, monkeypatch):
    """As in a server, where a thread of its own asks for figures and generation.

    Two of the queries that are left make sure that the page kept is of one generation.
    """
    monkeypatch.setattr(pulse, "keep_up", lambda: None)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Each test stores its photos in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory):
    """A data folder with an empty, migrated database and the static files, to be copied."""
    portal = Portal(tmp_path_factory.mktemp("prepared"))
    portal.manage("migrate")
    portal.manage("collectstatic", "--noinput")
    return Path(portal.environment["DATA_DIR"])


def pytest_sessionfinish(session) -> None:
    """With NO_SKIPS set, as in .ci/run, a test that was skipped is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
