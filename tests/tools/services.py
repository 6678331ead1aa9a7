"""Run the database tests on PostgreSQL and Redis instead of SQLite (`make test-services`).

Tests marked `server` or `browser` are left out: they choose their databases themselves. So are LEFT_OUT, which test
pages, files and rules: their queries are Django's own, and they would take minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import servers

TESTS = Path(__file__).parent.parent
LEFT_OUT = {
    *("directory", "emergency", "fuzz", "inspection", "opening_hours"),
    *(f"accounts/test_{name}.py" for name in ("mfa", "passwords")),
    *(f"adminsite/test_{name}.py" for name in ("edit_link", "links", "permissions", "view_on_site")),
    *(f"core/test_{name}.py" for name in ("forms", "menu", "views")),
    *(f"media/test_{name}.py" for name in ("captions", "photo_rows", "recordings", "word")),
    *(f"news/test_{name}.py" for name in ("publication_time", "reading", "roles", "structured_data", "word")),
    *(f"procedures/test_{name}.py" for name in ("feedback_address", "form_files", "guide", "sheet", "views")),
    "test_bombs.py",
}


def pytest_collection_modifyitems(items) -> None:
    """Leave out tests without a database, to which it makes no difference, those of SQLite alone and LEFT_OUT."""
    items[:] = [
        item
        for item in items
        if not LEFT_OUT & {(path := item.path.relative_to(TESTS)).parts[0], str(path)}
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
