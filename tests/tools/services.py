"""`make test-services`: every test with a database that starts no server, on PostgreSQL and Redis instead of SQLite.

What starts one names its databases itself: `tests/server/test_services.py`, `tests/deploy/test_nodes.py` and others.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import helpers

OF_THEIR_OWN = """
    browser deploy bench hostile/test_malformed.py visits/test_server.py test_audit.py
    test_backup.py test_full_disk.py test_house.py test_make_run.py test_moving.py test_object_store.py
    test_services.py test_settings.py
""".split()


def pytest_collection_modifyitems(items) -> None:
    """What asks for no database is the same on any."""
    items[:] = [item for item in items if "db" in item.fixturenames or item.get_closest_marker("django_db")]


def main() -> int:
    with (
        tempfile.TemporaryDirectory() as folder,
        helpers.postgresql() as database,
        helpers.redis(Path(folder)) as cache,
    ):
        services = {"TEST_DATABASE_URL": database.url, "TEST_CACHE_URL": cache.url}
        left_out = [f"--ignore=tests/{name}" for name in OF_THEIR_OWN]
        command = [sys.executable, "-m", "pytest", "-p", "tests.services", *left_out, *sys.argv[1:]]
        return subprocess.run(command, env=os.environ | services).returncode


if __name__ == "__main__":
    sys.exit(main())
