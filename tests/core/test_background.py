from threading import Event
from types import SimpleNamespace

import pytest
from django.db import OperationalError

from saovang.core import background as module
from saovang.core.background import BackgroundRunner
from tests.helpers import LONG, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beats(monkeypatch):
    """A runner with a thread of its own, whose requests wait for it as long as it takes, and its beats."""
    monkeypatch.setattr(module, "PATIENCE", 60)
    runner, beats = BackgroundRunner(), []
    runner.register(lambda: beats.append(len(beats)))
    runner.start()
    wait_until(lambda: beats)
    yield runner, beats
    runner.stop()


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_what_comes_while_it_rests_is_done_in_one_beat(monkeypatch):
    monkeypatch.setattr(module, "REST", 3600)
    runner, waiting, beats = BackgroundRunner(), [], []

    def work() -> None:
        beats.append([waiting.pop() for _ in range(len(waiting))])

    runner.register(work)
    runner.start()
    wait_until(lambda: beats)
    for number in range(100):
        waiting.append(number)
        runner.trigger(work)
    runner.stop()
    assert [len(beat) for beat in beats] == [0, 100]


def test_a_page_after_a_quiet_time_waits_for_news(clock, beats):
    runner, done = beats
    clock.now += module.STALE + 0.1
    before = len(done)
    runner.ensure_fresh()
    assert len(done) > before


def test_news_are_as_old_as_the_beginning_of_the_beat_that_read_them(clock, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0)  # no beat is quick enough here
    runner, done = BackgroundRunner(), []

    def read() -> None:
        done.append(clock.now)
        clock.now += module.STALE + 0.1  # a database that takes its time

    runner.register(read)
    runner.start()
    wait_until(lambda: done)
    runner.ensure_fresh()
    wait_until(lambda: len(done) > 1)
    runner.stop()


def test_a_job_that_waits_holds_up_no_other():
    runner, let_go, beats = BackgroundRunner(), Event(), []
    runner.register(lambda: let_go.wait(LONG))
    runner.register(lambda: beats.append(len(beats)))
    runner.start()

    def more() -> bool:
        runner.ensure_fresh()
        return len(beats) > 3

    wait_until(more)
    let_go.set()
    runner.stop()


@pytest.mark.parametrize("fault", [OperationalError("away"), ValueError("no JSON"), PermissionError("no rights")])
def test_a_job_that_failed_is_told_of_and_done_again(monkeypatch, caplog, fault):
    monkeypatch.setattr(module, "RETRY", 0)
    runner, done, faults = BackgroundRunner(), [], iter([fault, fault])

    def work() -> None:
        if fault := next(faults, None):
            raise fault
        done.append(True)

    runner.register(work)
    runner.start()
    wait_until(lambda: done)
    runner.stop()
    assert caplog.text.count(f"{fault}\n") >= 2
    assert len(done) >= 2  # and once more at the end
