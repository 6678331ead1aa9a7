import os
import shutil
from pathlib import Path

import pytest

from tests import factories
from tests.imports.test_old_page import PAGE
from tests.portal import ROOT, Portal
from tests.server.nginx import HOST, NginxSite

os.environ["PATH"] += ":/usr/sbin:/sbin"  # nginx is there, which is not in the path of other users than root


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """Return a checkout of its own, with the virtual environment of this one and small pictures."""
    if not shutil.which("make") or not (ROOT / ".venv" / "bin" / "gunicorn").exists():
        pytest.skip("máy này không có make hoặc .venv")
    folder = tmp_path_factory.mktemp("checkout") / "saovang"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".venv*", ".git", ".data", ".env", "__pycache__"))
    (folder / ".venv").symlink_to(ROOT / ".venv")
    small = factories.image_file((90, 60), format="WEBP").getvalue()
    for picture in (folder / "saovang/demo").rglob("*.webp"):
        picture.write_bytes(small)  # those of the sample content take a quarter of a minute to process
    return folder


@pytest.fixture(scope="module")
def portal(tmp_path_factory, prepared_folder):
    """Return a portal with the settings of production and one article with photos. It is not started."""
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
    """Start the portal and nginx in front of it."""
    site = NginxSite(tmp_path_factory.mktemp("nginx"), portal.environment["DATA_DIR"], f"127.0.0.1:{portal.port}")
    portal.start()
    site.start()
    yield site
    site.stop()
