from threading import Event
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from saovang.core import background
from saovang.core.background import BackgroundRunner
from tests.helpers import TIMEOUT, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(background, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_runner_trigger_while_job_rests_runs_it_once(monkeypatch):
    monkeypatch.setattr(background, "MIN_INTERVAL", 3600)
    runner, pending, runs = BackgroundRunner(), [], []

    def job() -> None:
        runs.append([pending.pop() for _ in range(len(pending))])

    runner.register(job)
    runner.start()
    wait_until(lambda: runs)
    for number in range(100):
        pending.append(number)
        runner.trigger(job)
    runner.stop()
    assert [len(run) for run in runs] == [0, 100]


def test_ensure_fresh_waits_for_stale_data(clock, monkeypatch):
    monkeypatch.setattr(background, "MAX_WAIT", 60)
    runner, runs = BackgroundRunner(), []
    runner.register(lambda: runs.append(len(runs)))
    runner.start()
    wait_until(lambda: runs)
    clock.now += background.MAX_AGE + 0.1
    before = len(runs)
    runner.ensure_fresh()
    assert len(runs) > before
    runner.stop()


def test_data_is_as_old_as_the_start_of_the_run_that_read_it(clock, monkeypatch):
    monkeypatch.setattr(background, "MAX_WAIT", 0)  # no run is fast enough here
    runner, runs = BackgroundRunner(), []

    def job() -> None:
        runs.append(clock.now)
        clock.now += background.MAX_AGE + 0.1  # a slow database

    runner.register(job)
    runner.start()
    wait_until(lambda: runs)
    runner.ensure_fresh()
    wait_until(lambda: len(runs) > 1)
    runner.stop()


def test_blocked_job_does_not_delay_others():
    runner, unblock, runs = BackgroundRunner(), Event(), []
    runner.register(lambda: unblock.wait(TIMEOUT))
    runner.register(lambda: runs.append(len(runs)))
    runner.start()

    def has_run_again() -> bool:
        runner.ensure_fresh()
        return len(runs) > 3

    wait_until(has_run_again)
    unblock.set()
    runner.stop()


@pytest.mark.parametrize(
    "error", [OperationalError("no connection"), ValueError("invalid JSON"), PermissionError("read-only")]
)
def test_failed_job_is_logged_and_retried(monkeypatch, caplog, error):
    monkeypatch.setattr(background, "RETRY_INTERVAL", 0)
    runner, runs, errors = BackgroundRunner(), [], iter([error, error])

    def job() -> None:
        if error := next(errors, None):
            raise error
        runs.append(True)

    runner.register(job)
    runner.start()
    wait_until(lambda: runs)
    runner.stop()
    assert caplog.text.count(f"{error}\n") >= 2
    assert len(runs) >= 2  # the last one at shutdown
