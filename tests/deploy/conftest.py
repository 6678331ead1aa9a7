import os
import shutil

import pytest

from tests import factories
from tests.deploy.site import HOST, Site
from tests.imports.test_old_page import PAGE
from tests.portal import Portal

os.environ["PATH"] += ":/usr/sbin:/sbin"  # where nginx is, for whoever is not root


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    """As in production, with one article that has a photo; not started yet."""
    folder = tmp_path_factory.mktemp("deploy")
    portal = Portal(shutil.copytree(prepared_folder, folder / "data"), HTTPS="on", ALLOWED_HOSTS=HOST)
    (folder / "anh").mkdir()
    for name in ("1.jpg", "2.jpg", "3.jpg"):
        (folder / "anh" / name).write_bytes(factories.image_file((1200, 800)).getvalue())
    (folder / "page.txt").write_text(PAGE, encoding="utf-8")
    portal.manage("import_page", str(folder / "page.txt"), "--photos", str(folder / "anh"), "--allow-missing")
    yield portal
    portal.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory, portal):
    """nginx in front of it, both running."""
    site = Site(tmp_path_factory.mktemp("nginx"), portal.environment["DATA_DIR"], f"127.0.0.1:{portal.port}")
    portal.start()
    site.start()
    yield site
    site.stop()
