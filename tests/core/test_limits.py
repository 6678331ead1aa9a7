import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from saovang.core.limits import BusyError, TooComplexError, fork_server, run_limited
from tests import helpers

LIMITS = {"memory": 2**29, "cpu": 2, "timeout": helpers.TIMEOUT}


def burn() -> None:
    while True:
        pass


def fill(size: int) -> int:
    return len(bytearray(size))


def refuse() -> None:
    raise ValidationError("Tệp hỏng: %(name)s", code="broken", params={"name": "a.pdf"})


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def describe() -> tuple[int, int, dict, tuple]:
    return os.getpid(), os.getppid(), dict(os.environ), resource.getrlimit(resource.RLIMIT_CPU)


def test_run_limited_returns_the_result_of_a_child():
    pid, parent, environment, cpu = run_limited(describe, **LIMITS)
    assert os.getpid() not in (pid, parent)
    assert not environment.keys() & os.environ.keys()
    assert cpu == (2, 2)
    assert run_limited(describe, **LIMITS)[:2] != (pid, parent)


def test_run_limited_raises_what_the_function_raises():
    with pytest.raises(ValidationError) as error:
        run_limited(refuse, **LIMITS)
    assert (error.value.code, error.value.messages) == ("broken", ["Tệp hỏng: a.pdf"])
    assert "in refuse" in error.value.__notes__[0]


@pytest.mark.parametrize(("function", "args"), [(burn, ()), (fill, (2**29,)), (crash, ())])
def test_run_limited_beyond_limits(function, args):
    with pytest.raises(TooComplexError):
        run_limited(function, *args, **LIMITS)
    assert run_limited(fill, 1000, **LIMITS) == 1000


def test_run_limited_without_enough_time():
    with pytest.raises(BusyError):
        run_limited(time.sleep, helpers.TIMEOUT, **LIMITS | {"timeout": 0.1})


def test_fork_server_killed_is_started_again():
    assert run_limited(fill, 1, **LIMITS) == 1
    os.kill(fork_server._process.pid, signal.SIGKILL)
    fork_server._process.wait()
    assert run_limited(fill, 2, **LIMITS) == 2


def test_fork_server_ends_with_its_process():
    code = """
from saovang.core.limits import fork_server, run_limited
run_limited(len, "abc", memory=2**29, cpu=2)
print(fork_server._process.pid, flush=True)
import os
os._exit(1)
"""
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=helpers.TIMEOUT)
    helpers.wait_until(lambda: not os.path.exists(f"/proc/{int(process.stdout)}"))


def test_fork_server_starts_with_first_admin_page(admin_client):
    if process := fork_server._process:
        process.kill()
        process.wait()
    assert admin_client.get("/quan-tri/").status_code == 200
    assert fork_server._process.poll() is None
    command = Path(f"/proc/{fork_server._process.pid}/cmdline")
    helpers.wait_until(command.read_text)  # empty for a moment while the program is loaded
    started_with = {*command.read_text().split("\0")}
    assert started_with >= fork_server.modules >= {"procedures.sheet_reader", "saovang.media.images"}


def test_process_imports_no_reader_of_files():
    """They take a quarter of the time in which a process starts, and 26 MB."""
    code = "import sys, saovang.urls; print({'mammoth', 'openpyxl', 'pypdf'} & sys.modules.keys())"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout == "set()\n"
