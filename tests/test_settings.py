import re
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from tests.portal import ROOT

NEEDED = {"SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "example.vn"}


def python(code: str, folder, **environment: str) -> subprocess.CompletedProcess:
    """Run `code` beside a copy of the settings, in a folder of its own where no `.env` helps out."""
    (folder / "saovang").mkdir()
    for name in ("settings.py", "object_store.py", "media.py"):
        (folder / "saovang" / name).write_bytes((ROOT / "saovang" / name).read_bytes())
    command = [sys.executable, "-c", code]
    environment |= {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "saovang.settings"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_all_is_well_here():
    assert run_checks() == []


def test_a_data_folder_that_cannot_be_written_is_an_error(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "khong-co"
    (error,) = run_checks()
    assert error.id == "saovang.E001"
    assert str(settings.DATA_DIR) in error.msg
    assert error.hint


@pytest.mark.parametrize("name", NEEDED)
def test_nothing_starts_without_its_secrets(name, tmp_path):
    environment = {key: value for key, value in NEEDED.items() if key != name}
    done = python("import saovang.settings", tmp_path, **environment)
    assert done.returncode == 1
    assert f"Set the {name} environment variable" in done.stderr


def test_by_default_it_is_production_on_one_machine(tmp_path):
    code = (
        "from saovang.settings import *;"
        "print(DEBUG, HTTPS, SESSION_COOKIE_SECURE, DATABASES['default']['ENGINE'], STORAGES['default']['BACKEND'])"
    )
    assert python(code, tmp_path, **NEEDED).stdout.split() == [
        "False",
        "True",
        "True",
        "django.db.backends.sqlite3",
        "django.core.files.storage.FileSystemStorage",
    ]


def test_photos_go_to_s3_by_environment_alone(tmp_path):
    s3 = {"S3_BUCKET": "anh", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b", "S3_PUBLIC_HOST": "anh.example.vn"}
    code = (
        "from django.core.files.storage import default_storage as storage;"
        "from django.conf import settings;"
        "print(storage.url('anh/1.jpg'), *settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    )
    printed = python(code, tmp_path, **NEEDED, **s3).stdout.split()
    assert printed == ["https://anh.example.vn/anh/1.jpg", "'self'", "data:", "https://anh.example.vn"]


def test_every_variable_is_explained_and_no_other():
    code = (ROOT / "saovang" / "settings.py").read_text() + (ROOT / "saovang" / "gunicorn.py").read_text()
    used = set(re.findall(r'env(?:\.\w+|iron\.get)?\(\s*"([A-Z0-9_]+)"', code)) - {
        "LISTEN_FDS",
        "GUNICORN_FD",
    }
    explained = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == explained
