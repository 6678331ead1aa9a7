import errno
import os
import subprocess
import sys
import threading

import pytest

from saovang.media import worker
from saovang.media.worker import MAX_PENDING, BusyError, run_in_worker
from tests import helpers

# The process gives up root after the imports: the interpreter may stand where only root reads.
PRINT_NICENESS = """
import os, threading
from saovang.media.worker import run_in_worker
if os.geteuid() == 0:
    os.setuid(65534)
def niceness():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
print(niceness(), run_in_worker(niceness))
"""


def test_run_in_worker_uses_a_thread_of_lower_priority():
    def thread_and_niceness() -> tuple[int, int]:
        thread = threading.get_native_id()
        return thread, os.getpriority(os.PRIO_PROCESS, thread)

    own_thread, own_niceness = thread_and_niceness()
    thread, niceness = run_in_worker(thread_and_niceness)
    assert thread != own_thread
    assert niceness > own_niceness
    assert thread_and_niceness() == (own_thread, own_niceness)


@pytest.mark.parametrize(("niceness", "printed"), [(10, "10 15\n"), (17, "17 19\n")])
def test_run_in_worker_in_a_niced_process_without_root(niceness, printed):
    """Only root may lower the niceness that a thread has."""
    command = ["nice", "-n", str(niceness - os.nice(0)), sys.executable, "-c", PRINT_NICENESS]
    process = subprocess.run(command, capture_output=True, text=True, timeout=helpers.TIMEOUT)
    assert (process.stdout, process.stderr) == (printed, "")


def test_lower_priority_refused_by_the_system(monkeypatch, caplog):
    def refuse(*args):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(worker.os, "setpriority", refuse)
    monkeypatch.setattr(worker, "_executor", worker.ThreadPoolExecutor(1, initializer=worker._lower_priority))
    assert [run_in_worker(len, "abc") for _ in range(2)] == [3, 3]
    assert [record.getMessage() for record in caplog.records] == [
        "Image worker runs at the priority of requests: [Errno 1] Operation not permitted"
    ]


def test_run_in_worker_raises_errors_and_frees_the_slot():
    for _ in range(MAX_PENDING + 1):
        with pytest.raises(ZeroDivisionError):
            run_in_worker(lambda: 1 / 0)


def test_run_in_worker_runs_one_job_and_bounds_the_queue():
    proceed, started, done = threading.Event(), threading.Event(), []

    def job(name: str) -> None:
        started.set()
        assert proceed.wait(helpers.TIMEOUT)
        done.append(name)

    threads = [threading.Thread(target=run_in_worker, args=(job, f"{number}")) for number in range(MAX_PENDING)]
    for thread in threads:
        thread.start()
    assert started.wait(helpers.TIMEOUT)
    while worker._slots.acquire(blocking=False):  # until the second thread has its slot
        worker._slots.release()
    with pytest.raises(BusyError):
        run_in_worker(done.append, "too many")
    waiting = threading.Thread(target=run_in_worker, args=(done.append, "waiting"), kwargs={"wait": True})
    waiting.start()
    assert done == []
    proceed.set()
    for thread in [*threads, waiting]:
        thread.join(helpers.TIMEOUT)
    assert sorted(done) == ["0", "1", "waiting"]
