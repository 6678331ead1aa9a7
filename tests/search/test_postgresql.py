"""Every test of this folder once more, on PostgreSQL: the same question gets the same answer."""

import os
import subprocess
import sys

import pytest

from tests import parts
from tests.portal import ROOT


@pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="already runs on the database that was asked for")
def test_the_same_on_postgresql(tmp_path):
    with parts.postgresql() as database:
        environment = os.environ | {"TEST_DATABASE_URL": database.url}
        environment.pop("NO_SKIPS", None)
        command = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "tests/search"]
        command.append(f"--basetemp={tmp_path}")
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
