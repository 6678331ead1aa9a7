import shutil

import pytest

from tests import helpers, servers
from tests.backup.portals import BackupPortal


@pytest.fixture(scope="module")
def sqlite_portal(tmp_path_factory, prepared_folder):
    folder = tmp_path_factory.mktemp("sqlite")
    shutil.copy(prepared_folder / "db.sqlite3", folder)
    return BackupPortal(folder)


@pytest.fixture(scope="module")
def postgresql_portal(tmp_path_factory):
    helpers.require("pg_dump", shutil.which("pg_dump"), shutil.which("psql"))
    with servers.postgresql() as database:
        yield BackupPortal(tmp_path_factory.mktemp("postgresql"), DATABASE_URL=database.url)


@pytest.fixture(params=["sqlite", "postgresql"])
def portal(request, prepared_folder):
    return request.getfixturevalue(f"{request.param}_portal")
