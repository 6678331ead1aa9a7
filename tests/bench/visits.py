"""Count 2,000 new browsers while a worker is killed: `python -m tests.bench.visits`.

A killed worker loses the visits that it had not written yet, those of a tenth of a second (MIN_INTERVAL in
saovang/core/background.py). Exits with 1 if more are missing, or if any was counted twice.
"""

import os
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

from tests.helpers import wait_until
from tests.portal import Portal, Visitor

BROWSERS, THREADS = 2000, 8
COUNTING = 0.1  # seconds


class Browsers:
    """New browsers that open the home page. `answered_at` are the times of the answers, in seconds."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.answered_at: list[float] = []
        self.unanswered = 0
        self.lock = threading.Lock()

    def visit(self, number: int) -> None:
        try:
            status, _ = Visitor(self.portal.url).get("/")
        except (OSError, HTTPException):
            with self.lock:
                self.unanswered += 1
        else:
            assert status == 200
            self.answered_at.append(time.monotonic())


def stored(portal: Portal) -> int:
    code = "from saovang.visits.models import DailyVisits; print(sum(day.count for day in DailyVisits.objects.all()))"
    return int(portal.manage("shell", "--verbosity=0", "--command", code))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        portal = Portal(Path(folder))
        portal.manage("setup", "--empty")
        portal.start()
        browsers = Browsers(portal)
        try:
            with ThreadPoolExecutor(THREADS) as pool:
                visits = [pool.submit(browsers.visit, number) for number in range(BROWSERS)]
                wait_until(lambda: len(browsers.answered_at) > BROWSERS // 2)
                os.kill(portal.workers[0], signal.SIGKILL)
                killed_at = time.monotonic()
            for visit in visits:
                visit.result()
        finally:
            portal.stop()
        counted, answered = stored(portal), len(browsers.answered_at)
    at_risk = sum(killed_at - COUNTING < at <= killed_at for at in browsers.answered_at)
    print(f"answered {answered}, unanswered {browsers.unanswered}, counted {counted}, lost {answered - counted}")
    print(f"answered in the {COUNTING} s before the worker was killed, by both workers: {at_risk}")
    return 0 if -browsers.unanswered <= answered - counted <= at_risk else 1


if __name__ == "__main__":
    sys.exit(main())
