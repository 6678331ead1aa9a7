"""Servers to measure: gunicorn as in production, with the CPU time and memory of its processes."""

import atexit
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.helpers import USER_AGENT
from tests.portal import ROOT, Portal
from tests.servers import free_port, wait_for_port

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """Responses per second, CPU microseconds per response, and p99 in milliseconds."""

    rate: float
    cpu: float
    p99: float


def create_portal(code: str, folder: Path, **environment: str) -> Portal:
    """Create a portal in a new `folder` and run `code` in its shell. Portals in the same parent share static files."""
    folder.mkdir()
    static = folder.parent / "static"
    (folder / "static").symlink_to(static)
    portal = Portal(folder, **environment)
    portal.manage("migrate")
    if not static.exists():
        static.mkdir()
        portal.manage("collectstatic", "--noinput")
    portal.manage("shell", "--verbosity=0", "--command", code)
    return portal


class Server:
    """gunicorn with the settings of the portal and any WSGI application."""

    def __init__(self, application: str, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "--config", "saovang/gunicorn.py", application]
        environment = environment | {"BIND": f"127.0.0.1:{self.port}"}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        atexit.register(self.process.kill)  # if a measurement fails
        wait_for_port(self.port, self.process)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    @property
    def processes(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid, *map(int, children.split())]

    def cpu_seconds(self) -> float:
        """Return the user and system time of all processes so far."""
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.processes]
        return sum(int(field[11]) + int(field[12]) for field in fields) / TICKS

    def memory_mb(self) -> float:
        """Return the resident memory of all processes."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.processes]
        return sum(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def count_responses(self, path: str) -> int:
        """Request one path for a second and return the number of responses of any status."""
        command = ["wrk", "--threads=1", "--connections=16", "--duration=1s", self.url + path]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return int(re.search(r"(\d+) requests in", output)[1])

    def load(self, path: str, seconds: int = 3, connections: int = 32, **headers: str) -> Load:
        """Request one path as fast as possible over persistent connections. Raises RuntimeError on any error."""
        command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s", "--latency"]
        command += ["--timeout=30s"]  # a slow page is no error
        for name, value in ({"User-Agent": USER_AGENT} | headers).items():
            command += ["--header", f"{name.replace('_', '-')}: {value}"]
        before = self.cpu_seconds()
        output = subprocess.run([*command, self.url + path], capture_output=True, text=True, check=True).stdout
        used = self.cpu_seconds() - before
        if re.search(r"Non-2xx|Socket errors", output):
            raise RuntimeError(output)
        responses = int(re.search(r"(\d+) requests in", output)[1])
        number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
        p99 = float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
        return Load(float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]), used / responses * 1e6, p99)
