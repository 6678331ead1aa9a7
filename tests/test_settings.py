import os
import re
import runpy
import shutil
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from saovang.environment import WrongSettingError
from tests.portal import ROOT, Portal

NEEDED = {"SECRET_KEY": "abcdefghij" * 5, "ALLOWED_HOSTS": "example.vn"}


def python(code: str, folder, **environment: str) -> subprocess.CompletedProcess:
    """Run `code` beside a copy of the settings, in a folder of its own where no `.env` helps out."""
    (folder / "saovang").mkdir()
    for name in ("settings.py", "environment.py", "object_store.py", "media.py"):
        shutil.copy(ROOT / "saovang" / name, folder / "saovang")
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
    assert f"Thiết lập {name} chưa có" in done.stderr


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
        "saovang.media.storage.LocalMediaStorage",
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


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "ngan", "quá dễ đoán"),
        ("SECRET_KEY", "x" * 60, "quá dễ đoán"),
        ("ALLOWED_HOSTS", "https://xa.example.vn", "phải là tên miền"),
        ("ALLOWED_HOSTS", "*", "phải là tên miền"),
        ("HTTPS", "có", "phải là on hoặc off"),
        ("DEBUG", "tru", "phải là on hoặc off"),
        ("WORKERS", "hai", "phải là số nguyên từ 1 đến 64"),
        ("THREADS", "0", "phải là số nguyên từ 1 đến 64"),
        ("LOG_LEVEL", "loud", "phải là một trong"),
        ("DATABASE_URL", "mysql://may/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://may:cong/ten", "cần có dạng postgres://"),
        ("CACHE_URL", "may:6379", "cần có dạng redis://"),
        ("S3_BUCKET", "anh", ""),
        ("PHOTO_MAX_BYTES", "30MB", "phải là số nguyên"),
        ("ADMIN_ADDRESSES", "10.0.0.0/8, noi-bo", "có «noi-bo»"),
        ("METRICS_ADDRESSES", "10.0.0.1/8", "có «10.0.0.1/8»"),
        ("BACKUP_KEEP", "0", "từ 1 trở lên"),
        ("EMAIL_URL", "http://may", "cần có dạng smtp+tls://"),
        ("ERROR_EMAILS", "khong-phai-thu", "có «khong-phai-thu»"),
        ("ERROR_EMAILS", "it@example.vn", "cần có cả EMAIL_URL và EMAIL_FROM"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_it(name, value, why, tmp_path, monkeypatch):
    (tmp_path / "saovang").mkdir()
    copy = shutil.copy(ROOT / "saovang" / "settings.py", tmp_path / "saovang")  # beside no `.env`
    monkeypatch.setattr(os, "environ", NEEDED | {name: value})
    with pytest.raises(WrongSettingError) as stopped:
        runpy.run_path(copy)
    sentence = str(stopped.value)
    assert sentence.startswith(f"Thiết lập {'S3_ACCESS_KEY' if name == 'S3_BUCKET' else name} ")
    assert why in sentence


def test_a_misspelt_name_in_the_file_is_told(tmp_path):
    (tmp_path / ".env").write_text("SECRET_KEY=" + NEEDED["SECRET_KEY"] + "\nALLOWED_HOST=example.vn\nHTTPS=off\n")
    done = python("import saovang.settings", tmp_path, ALLOWED_HOSTS="example.vn")
    assert "Thiết lập ALLOWED_HOST trong" in done.stderr
    assert "có lẽ viết sai tên" in done.stderr


@pytest.mark.parametrize(
    "command",
    [["manage.py", "check"], ["-m", "gunicorn", "--config", "saovang/gunicorn.py", "saovang.wsgi"]],
)
def test_the_command_line_and_the_server_say_it_without_a_traceback(command, tmp_path):
    environment = Portal(tmp_path).environment | {"HTTPS": "maybe"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Thiết lập HTTPS là «maybe», phải là on hoặc off." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_password_in_a_wrong_address_is_not_shown(tmp_path):
    done = python("import saovang.settings", tmp_path, **NEEDED, DATABASE_URL="mysql://a:mat-khau@may/ten")
    assert "mat-khau" not in done.stderr


def test_production_has_no_deployment_warning(tmp_path):
    environment = Portal(tmp_path).environment | {"HTTPS": "on"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def explained() -> dict[str, str]:
    """Names of `.env.example`, each with the default that stands there."""
    lines = re.findall(r"^#?([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    return dict(lines)


def test_every_variable_is_explained_and_no_other():
    code = (ROOT / "saovang" / "settings.py").read_text() + (ROOT / "saovang" / "gunicorn.py").read_text()
    used = set(re.findall(r'(?:env\.\w+|setting)\(\s*"([A-Z0-9_]+)"', code))
    used |= set(re.findall(r'"(S3_\w+_KEY)"', code))
    assert used == set(explained())


def test_the_defaults_that_are_explained_are_those_of_the_code(tmp_path):
    """Started with every explained default written out, the portal is the one started with none."""
    code = (
        "import json; from saovang import settings;"
        "plain = lambda value: str(value) if isinstance(value, settings.Path) else type(value).__name__;"
        "print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()}, default=plain))"
    )
    written = {name: value for name, value in explained().items() if name not in NEEDED}
    written |= {name: str(tmp_path / written[name]) for name in ("DATA_DIR", "BACKUP_DIR")}
    outputs = []
    for number, environment in enumerate([NEEDED, NEEDED | written]):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = python(code, folder, **environment)
        outputs.append(done.stdout.replace(str(folder), "").replace(str(tmp_path), ""))
        assert outputs[number], done.stderr
    assert outputs[0] == outputs[1]


def test_the_readme_names_only_settings_that_there_are():
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`", (ROOT / "README.md").read_text()))
    prefixes = {name for name in named if name.endswith("_")}
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL", "S3_BUCKET"} <= named
    assert named - prefixes <= set(explained())
    assert all(any(name.startswith(prefix) for name in explained()) for prefix in prefixes)
