"""Run the database tests on PostgreSQL and Redis instead of SQLite (`make test-services`).

Tests marked `server` or `browser` are left out: they choose their databases themselves. So are LEFT_OUT, which test
pages, files and rules: their queries are Django's own, which both databases answer alike, and they would take minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import servers

TESTS = Path(__file__).parent.parent
MODULES = {
    "accounts": "mfa passwords",
    "adminsite": "edit_link help links permissions view_on_site",
    "core": "cached_include content_checks forms limits menu middleware sentence_case sidebar typography views",
    "demo": "setup",  # tests/server/test_setup.py runs it on PostgreSQL
    "media": "alt_text captions durability photo_rows recordings storage word",
    "news": "blocks checklist loudspeaker photo_focus preview publication_time"
    " publication_warnings reading recordings roles structured_data upload_limits word",
    "pagecache": "middleware wsgi",
    "pages": "header_image page_files preview",
    "procedures": "feedback_address form_files guide json_ld sheet vcard views",
}
LEFT_OUT = {
    *("directory", "emergency", "fuzz", "imports", "inspection", "opening_hours", "redirects"),
    *(f"{folder}/test_{name}.py" for folder, names in MODULES.items() for name in names.split()),
    *("monitoring/test_logs.py", "test_bombs.py", "test_deploy.py"),
}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Do not even read the modules of LEFT_OUT, and those in which all tests are marked `server` or `browser`."""
    name = str(collection_path.relative_to(TESTS)) if collection_path.is_relative_to(TESTS) else ""
    return name in LEFT_OUT | {"backup", "browser", "server"} or None


def pytest_collection_modifyitems(items) -> None:
    """Leave out tests without a database, to which it makes no difference, and those of SQLite alone."""
    items[:] = [
        item
        for item in items
        if ("db" in item.fixturenames or item.get_closest_marker("django_db"))
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
