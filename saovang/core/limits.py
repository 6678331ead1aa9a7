"""Call functions that read what other people made, in child processes with limits of memory and time.

A file of 50 kB can take gigabytes or hours to read, whatever library reads it. Each process of the portal has one fork
server: a process without threads, which imports the modules of the functions once and forks a child for each call, in
milliseconds instead of the half second that a new interpreter takes. Neither has environment variables, so the decoders
never see the secrets. The functions cannot use settings, database or models.
"""

import gc
import importlib
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT = 10.0  # seconds that a call may hold the thread of a request
COMMAND_TIMEOUT = 600.0  # seconds that a management command waits for a call
NICENESS_STEP = 5  # of children, relative to the process


class TooComplexError(ValidationError):
    """The function took more memory or CPU time than its limits, or crashed the process."""

    def __init__(self) -> None:
        message = "Nội dung này phức tạp quá mức, máy chủ không đọc được. Hãy lưu lại đơn giản hơn."
        super().__init__(message, code="too_complex")


class BusyError(ValidationError):
    """There was not enough time, because the machine has other work; the same call may succeed later."""

    def __init__(self, message: str = "Máy chủ đang bận, hãy thử lại sau ít giây.") -> None:
        super().__init__(message, code="busy")


class ForkServer:
    """The fork server of this process, which ends when this process does."""

    def __init__(self) -> None:
        self.modules: set[str] = set()  # imported in advance
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket

    def connect(self) -> Connection:
        """Return a connection to a new child."""
        ours, theirs = Pipe()
        with theirs, self._lock:
            self.start()
            socket.send_fds(self._socket, [b"\0"], [theirs.fileno()])
        return ours

    def start(self) -> None:
        """Start it in the background, unless it runs: importing the modules takes half a second of CPU time."""
        with self._lock:
            if self._process and self._process.poll() is None:
                return
            if self._process:
                self._socket.close()
            self._socket, theirs = socket.socketpair()
            command = [sys.executable, "-m", __name__, *sorted(self.modules)]
            with theirs:
                # In a group of its own, so that Ctrl-C, which is for the process of the portal, never reaches it.
                options: dict[str, Any] = {"env": {}, "stdin": theirs.fileno(), "process_group": 0}
                self._process = subprocess.Popen(command, cwd=ROOT, **options)  # noqa: S603 – our own code


fork_server = ForkServer()


class ChildFunction(Generic[Result]):
    """A function by its dotted path, whose module only child processes import.

    For modules with libraries that read files: pypdf alone takes 16 MB, and a tenth of the time of a start.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        fork_server.modules.add(path.rpartition(".")[0])

    def __call__(self, *args: Any) -> Result:
        return import_string(self.path)(*args)


def run_limited(
    function: Callable[..., Result], *args: Any, memory: int, cpu: int, timeout: float | None = None
) -> Result:
    """Return `function(*args)`, called in a child process. All three must be picklable.

    `memory` is the limit of its address space in bytes, `cpu` of CPU seconds, `timeout` of seconds, by default TIMEOUT.
    Raises what the function raises, TooComplexError beyond the first two limits, BusyError beyond the last one.
    """
    timeout = TIMEOUT if timeout is None else timeout
    try:
        with fork_server.connect() as connection:
            connection.send((function, args, memory, cpu, timeout))
            if not connection.poll(timeout):
                raise BusyError
            succeeded, result = connection.recv()
    except (EOFError, OSError) as error:
        logger.warning("a child process crashed or was ended by its limits", exc_info=True, stack_info=True)
        raise TooComplexError from error
    if succeeded:
        return result
    raise result


def _serve(modules: list[str]) -> None:
    """Fork a child for each connection received, until the process of the portal has ended."""
    server = socket.socket(fileno=sys.stdin.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that children leave no zombies
    warnings.simplefilter("ignore")  # of libraries, about what they read
    logging.disable()
    gc.disable()
    for module in modules:
        importlib.import_module(module)
    gc.freeze()  # so that a collection in a child does not copy the memory that it shares
    with suppress(OSError):  # without, requests get slower during uploads, which still work
        os.setpriority(os.PRIO_PROCESS, 0, min(os.getpriority(os.PRIO_PROCESS, 0) + NICENESS_STEP, 19))
    while True:
        _, descriptors, _, _ = socket.recv_fds(server, 1, 1)
        if not descriptors:
            return
        if os.fork() == 0:
            server.close()
            gc.enable()
            _call(Connection(descriptors[0]))
            os._exit(0)
        os.close(descriptors[0])


def _call(connection: Connection) -> None:
    """Call the function that comes over the connection, and send its result or exception, unless a limit is reached."""
    function, args, memory, cpu, timeout = connection.recv()
    signal.setitimer(signal.ITIMER_REAL, timeout + 1)  # later than the other side, which says that it was busy
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    try:
        outcome = True, function(*args)
    except MemoryError:
        return
    except Exception as error:
        error.add_note(traceback.format_exc())
        outcome = False, error
    with suppress(BrokenPipeError):  # the other side no longer waits
        connection.send(outcome)


if __name__ == "__main__":
    _serve(sys.argv[1:])
