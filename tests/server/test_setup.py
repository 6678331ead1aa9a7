"""`manage.py setup` in several processes at once."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import servers
from tests.portal import Portal

ACCOUNT = "Tài khoản biên tập"


def set_up(portal: Portal, checkout: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "setup"]
    return subprocess.run(command, cwd=checkout, env=portal.environment, capture_output=True, text=True)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_setup_of_empty_database_in_two_processes(tmp_path: Path, checkout, prepared_folder, database):
    with ExitStack() as stack:
        if database == "sqlite":
            portals = [Portal(tmp_path)] * 2
        else:
            url = stack.enter_context(servers.postgresql()).url
            portals = [Portal(tmp_path / name, DATABASE_URL=url) for name in ("mot", "hai")]
        for portal in {*portals}:
            shutil.copytree(prepared_folder / "static", portal.folder / "static")
        with ThreadPoolExecutor() as pool:
            done = list(pool.map(set_up, portals, [checkout] * 2))
        assert [(process.returncode, process.stderr) for process in done] == [(0, "")] * 2
        assert sum(process.stdout.count(ACCOUNT) for process in done) == 1
        count = "from news.models import Category; print(Category.objects.count())"
        assert int(portals[1].manage("shell", "--verbosity=0", "--command", count)) == 6
