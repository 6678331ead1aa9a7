"""Run the database tests on PostgreSQL and Redis instead of SQLite (`make test-services`).

Tests marked `server` or `browser` are left out: they choose their databases themselves. So are LEFT_OUT, which take
minutes and ask the database nothing special.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import servers

LEFT_OUT = {"test_bombs.py", "test_permissions.py", "test_roles.py"}


def pytest_collection_modifyitems(items) -> None:
    """Leave out tests without a database, to which it makes no difference, those of SQLite alone and LEFT_OUT."""
    items[:] = [
        item
        for item in items
        if item.path.name not in LEFT_OUT
        and ("db" in item.fixturenames or item.get_closest_marker("django_db"))
        and not any(marker.args[0] for marker in item.iter_markers("skipif"))
    ]


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.postgresql() as database,
        servers.redis(Path(folder)) as cache,
    ):
        environment = os.environ | {"TEST_DATABASE_URL": database.url, "TEST_CACHE_URL": cache.url}
        command = [sys.executable, "-m", "pytest", "-p", "tests.tools.services", "-m", "not browser and not server"]
        return subprocess.run([*command, *sys.argv[1:]], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
