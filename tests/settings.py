"""The portal's settings with the environment of the tests."""

import atexit
import os
import secrets
import shutil
import tempfile

worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 16
folder = tempfile.mkdtemp(prefix="saovang-test-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ |= {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "127.0.0.1,testserver",
    "HTTPS": "off",
    "DEBUG": "off",
    "DATA_DIR": folder,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", f"sqlite:///{folder}/db.sqlite3"),
    # One Redis database for each worker, because tests empty it.
    "CACHE_URL": os.environ.get("TEST_CACHE_URL", "").replace("/0", f"/{worker}"),
    "S3_BUCKET": "",
    # Playwright leaves an event loop running in the thread that also runs database tests.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
}

from saovang.settings import *  # noqa: E402, F403 – the settings read the environment that is set above

DATABASES["default"].setdefault("TEST", {})["NAME"] = (  # noqa: F405
    f"{folder}/test.sqlite3" if "sqlite" in os.environ["DATABASE_URL"] else None
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir()  # noqa: F405 – WhiteNoise warns where there is none
