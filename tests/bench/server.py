"""Servers to measure: gunicorn as the portal runs it, and what its processes used of the CPU."""

import atexit
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import helpers, servers
from tests.portal import ROOT, Portal

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """What a server did under load: answers a second, CPU microseconds an answer, p99 in milliseconds."""

    rate: float
    cpu: float
    p99: float


def portal_with(fill: str, folder: Path, **environment: str) -> Portal:
    """A portal in a new `folder`, filled by some Python. Those in folders beside each other share the static files."""
    folder.mkdir()
    static = folder.parent / "static"
    (folder / "static").symlink_to(static)
    portal = Portal(folder, **environment)
    portal.manage("migrate")
    if not static.exists():
        static.mkdir()
        portal.manage("collectstatic", "--noinput")
    portal.manage("shell", "--verbosity=0", "--command", fill)
    return portal


class Server:
    """gunicorn with the portal's settings and an application of our choice."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "--config", "saovang/gunicorn.py", application]
        environment = environment | {"BIND": f"127.0.0.1:{self.port}"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        atexit.register(self.process.kill)  # where a measurement breaks off
        servers.wait_for_port(self.port, self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    @property
    def processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def cpu_seconds(self) -> float:
        """User and system time of all its processes so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS

    def memory_mb(self) -> float:
        """Resident memory of all its processes."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.processes]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def count(self, path: str) -> int:
        """Ask for one page for a second; gives the number of answers, of whatever status."""
        command = ["wrk", "--threads=1", "--connections=16", "--duration=1s", self.url + path]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return int(re.search(r"(\d+) requests in", printed)[1])

    def load(self, path: str, seconds: int = 3, connections: int = 32, **headers: str) -> Load:
        """Ask for one page as fast as it comes, over kept connections."""
        command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--latency"]
        command += ["--timeout=30s"]  # a page that takes long is slow, not lost
        for name, value in ({"User-Agent": helpers.USER_AGENT} | headers).items():
            command += ["--header", f"{name.replace('_', '-')}: {value}"]
        before = self.cpu_seconds()
        printed = subprocess.run([*command, self.url + path], capture_output=True, text=True, check=True).stdout
        used = self.cpu_seconds() - before
        if re.search(r"Non-2xx|Socket errors", printed):
            raise RuntimeError(printed)
        answers = int(re.search(r"(\d+) requests in", printed)[1])
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", printed).groups()
        p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", printed)[1]), used / answers * 1e6, p99)
