import os
import threading

import pytest

from saovang.media import worker as gently_module
from saovang.media.worker import PIECES, BusyError, run_in_worker
from tests import helpers


def test_work_is_done_in_a_thread_of_its_own_that_lets_others_go_first():
    def where() -> tuple[int, int]:
        thread = threading.get_native_id()
        return thread, os.getpriority(os.PRIO_PROCESS, thread)

    here, ours = where()
    there, theirs = run_in_worker(where)
    assert there != here
    assert theirs > ours
    assert where() == (here, ours)


def test_a_failure_reaches_who_asked_and_leaves_the_place_free():
    for _ in range(PIECES + 1):
        with pytest.raises(ZeroDivisionError):
            run_in_worker(lambda: 1 / 0)


def test_one_at_a_time_and_no_long_queue():
    free, started, done = threading.Event(), threading.Event(), []

    def work(name: str) -> None:
        started.set()
        assert free.wait(helpers.LONG)
        done.append(name)

    threads = [threading.Thread(target=run_in_worker, args=(work, f"{number}")) for number in range(PIECES)]
    for thread in threads:
        thread.start()
    assert started.wait(helpers.LONG)
    while gently_module._places.acquire(blocking=False):  # until the second has taken its place
        gently_module._places.release()
    with pytest.raises(BusyError):
        run_in_worker(done.append, "too many")
    patient = threading.Thread(target=run_in_worker, args=(done.append, "patient"), kwargs={"wait": True})
    patient.start()
    assert done == []
    free.set()
    for thread in [*threads, patient]:
        thread.join(30)
    assert sorted(done) == ["0", "1", "patient"]
