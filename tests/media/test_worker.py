import io
import os
import subprocess
import sys
import threading
from typing import IO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from saovang.core.limits import BusyError
from saovang.media import worker
from saovang.media.worker import MAX_PENDING, run_in_worker
from tests import helpers

PRINT_NICENESS = """
import io, os
from saovang.media.worker import run_in_worker
from tests.media.test_worker import priority
print(os.nice(0), run_in_worker(priority, io.BytesIO(b"x")))
"""


def content_and_path(file: IO[bytes]) -> tuple[bytes, str]:
    return file.read(), str(getattr(file, "name", ""))


def priority(file: IO[bytes]) -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)


def wait_for(file: IO[bytes], path: str) -> bytes:
    """Create a file at a path, and return once it has been removed."""
    open(path, "x").close()
    helpers.wait_until(lambda: not os.path.exists(path))
    return file.read()


def test_run_in_worker_passes_small_and_large_uploads():
    small = SimpleUploadedFile("a.txt", b"abc")
    small.read()
    large = TemporaryUploadedFile("b.txt", "text/plain", 3, "utf-8")
    large.write(b"xyz")
    large.flush()
    assert run_in_worker(content_and_path, small) == (b"abc", "")
    assert run_in_worker(content_and_path, large) == (b"xyz", large.temporary_file_path())
    large.close()


@pytest.mark.parametrize(("niceness", "printed"), [(10, "10 15\n"), (17, "17 19\n")])
def test_run_in_worker_has_a_lower_priority(niceness, printed):
    command = ["nice", "-n", str(niceness - os.nice(0)), sys.executable, "-c", PRINT_NICENESS]
    process = subprocess.run(command, capture_output=True, text=True, timeout=helpers.TIMEOUT)
    assert (process.stdout, process.stderr) == (printed, "")


def test_run_in_worker_runs_one_job_and_bounds_the_queue(tmp_path):
    path, results = str(tmp_path / "running"), []

    def run(content: bytes, **options: bool) -> None:
        results.append(run_in_worker(wait_for, io.BytesIO(content), path, **options))

    threads = [threading.Thread(target=run, args=[b"0"]) for _ in range(MAX_PENDING)]
    for thread in threads:
        thread.start()
    helpers.wait_until(lambda: os.path.exists(path))
    while worker._slots.acquire(blocking=False):  # until the second thread has its slot
        worker._slots.release()
    with pytest.raises(BusyError):
        run(b"too many", wait=False)
    waiting = threading.Thread(target=run, args=[b"1"])
    waiting.start()
    for number in range(len(threads) + 1):  # "x" fails if two run at once
        helpers.wait_until(lambda: os.path.exists(path))
        assert len(results) <= number
        os.remove(path)
    for thread in [*threads, waiting]:
        thread.join(helpers.TIMEOUT)
    assert sorted(results) == [b"0", b"0", b"1"]
