import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from saovang.env import InvalidSettingError
from tests.portal import ROOT, Portal
from tests.test_env import REQUIRED


def python(code: str, **environment: str) -> subprocess.CompletedProcess:
    """Run `code` with the settings of this environment and without a `.env`."""
    environment |= {"DJANGO_SETTINGS_MODULE": "saovang.settings", "ENV_FILE": os.devnull}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.fixture
def load(monkeypatch):
    """Return a function that runs settings.py with an environment of its own."""

    def run(**environment: str) -> dict:
        monkeypatch.setattr(os, "environ", {"ENV_FILE": os.devnull} | environment)
        return runpy.run_path(str(ROOT / "saovang" / "settings.py"))

    return run


def test_run_checks_finds_nothing():
    assert run_checks() == []


def test_run_checks_data_dir_not_writable(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "khong-co"
    (error,) = run_checks()
    assert error.id == "saovang.E001"
    assert str(settings.DATA_DIR) in error.msg
    assert error.hint


@pytest.mark.parametrize("name", REQUIRED)
def test_settings_without_required_variable(load, name):
    with pytest.raises(InvalidSettingError, match=f"Thiết lập {name} chưa có"):
        load(**{key: value for key, value in REQUIRED.items() if key != name})


def test_settings_defaults_are_for_production(load):
    settings = load(**REQUIRED)
    assert (settings["DEBUG"], settings["HTTPS"], settings["SESSION_COOKIE_SECURE"]) == (False, True, True)
    assert settings["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert not settings["S3_BUCKET"]


def test_settings_data_dir_with_special_characters(load):
    settings = load(**REQUIRED, DATA_DIR="/srv/xã a+b%20#1?")
    assert settings["DATABASES"]["default"]["NAME"] == "/srv/xã a+b%20#1?/db.sqlite3"


def test_settings_relative_folders(load):
    settings = load(**REQUIRED, DATA_DIR="du-lieu", BACKUP_DIR="/srv/sao-luu")
    assert (settings["DATA_DIR"], settings["BACKUP_DIR"]) == (ROOT / "du-lieu", Path("/srv/sao-luu"))


def test_settings_s3():
    s3 = {"S3_BUCKET": "anh", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b", "S3_CUSTOM_DOMAIN": "anh.example.vn"}
    code = (
        "from django.core.files.storage import default_storage as storage;"
        "from django.conf import settings;"
        "print(storage.url('anh/1.jpg'), *settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    )
    printed = python(code, **REQUIRED, **s3).stdout.split()
    assert printed == ["https://anh.example.vn/anh/1.jpg", "'self'", "data:", "https://anh.example.vn"]


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "ngan", "quá dễ đoán"),
        ("SECRET_KEY", "x" * 60, "quá dễ đoán"),
        ("ALLOWED_HOSTS", "https://xa.example.vn", "phải là tên miền"),
        ("ALLOWED_HOSTS", "*", "phải là tên miền"),
        ("HTTPS", "có", "phải là on hoặc off"),
        ("DEBUG", "tru", "phải là on hoặc off"),
        ("BIND", "8000", "cần có dạng 127.0.0.1:8000"),
        ("BIND", "127.0.0.1:99999", "cần có dạng 127.0.0.1:8000"),
        ("BIND", "127.0.0.1:0", "cần có dạng 127.0.0.1:8000"),
        ("WORKERS", "hai", "phải là số nguyên từ 1 đến 64"),
        ("THREADS", "0", "phải là số nguyên từ 1 đến 64"),
        ("LOG_LEVEL", "loud", "phải là một trong"),
        ("DATABASE_URL", "mysql://may/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://may:cong/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://may:99999/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://a@may", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://a:12#34@may/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "postgres://a:1/2@may/ten", "cần có dạng postgres://"),
        ("DATABASE_URL", "sqlite://may/ten", "cần có dạng postgres://"),
        ("CACHE_URL", "may:6379", "cần có dạng redis://"),
        ("S3_BUCKET", "anh", ""),
        ("S3_ENDPOINT_URL", "s3.example.vn", "cần có dạng https://"),
        ("S3_CUSTOM_DOMAIN", "https://anh.example.vn", "cần có dạng anh.example.vn"),
        ("PHOTO_MAX_BYTES", "30MB", "phải là số nguyên"),
        ("PHOTO_MAX_PIXELS", "0", "phải là số nguyên từ 1"),
        ("ATTACHMENT_MAX_BYTES", "1073741825", "phải là số nguyên từ 1 đến 1073741824"),
        ("RECORDING_MAX_BYTES", "200MB", "phải là số nguyên"),
        ("FEEDBACK_ADDRESS_CHECK_DAYS", "999999999", "phải là số nguyên từ 1 đến 3650"),
        ("SESSION_HOURS", "0", "phải là số nguyên từ 1"),
        ("ADMIN_ALLOWED_NETWORKS", "10.0.0.0/8, noi-bo", "có «noi-bo»"),
        ("METRICS_ALLOWED_NETWORKS", "10.0.0.1/8", "có «10.0.0.1/8»"),
        ("TRUSTED_PROXIES", "10.0.0.5/8", "có «10.0.0.5/8»"),
        ("BACKUP_KEEP_LAST", "0", "phải là số nguyên từ 1"),
        ("BACKUP_REMOTE", "nas/saovang", "cần có dạng sftp:"),
        ("BACKUP_REMOTE", "s3:may/kho", "cần có dạng sftp:"),
        ("DEADMAN_URL", "http://may/khoa", "cần có dạng https://"),
        ("EMAIL_URL", "http://may", "cần có dạng smtp+tls://"),
        ("DEFAULT_FROM_EMAIL", "xa", "không phải địa chỉ thư"),
        ("ERROR_EMAILS", "khong-phai-thu", "có «khong-phai-thu»"),
        ("ERROR_EMAILS", "it@example.vn", "cần có cả EMAIL_URL và DEFAULT_FROM_EMAIL"),
    ],
)
def test_settings_invalid_value(load, name, value, problem):
    with pytest.raises(InvalidSettingError) as raised:
        load(**REQUIRED | {name: value})
    sentence = str(raised.value)
    assert sentence.startswith(f"Thiết lập {'S3_ACCESS_KEY' if name == 'S3_BUCKET' else name} ")
    assert problem in sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "xa.example.vn, .example.vn,[::1]"),
        ("BIND", "unix:/run/saovang.sock"),
        ("BIND", "[::]:8000"),
        ("DATABASE_URL", "postgres:///saovang"),
        ("DATABASE_URL", "postgresql://a:m%40t%23@[::1]:5432/saovang?sslmode=require"),
        ("DATABASE_URL", "postgres:////run/postgresql/saovang"),
        ("CACHE_URL", "rediss://:mat-khau@may.example.vn:6380/1"),
        ("BACKUP_REMOTE", "sftp:saovang@may.example.vn:/srv/saovang"),
        ("BACKUP_REMOTE", "s3:https://s3.example.vn/kho/xa"),
        ("BACKUP_REMOTE", "/mnt/nas/saovang"),
        ("DEADMAN_URL", "https://hc.example.vn/ping/4f1c"),
        ("EMAIL_URL", "smtp+tls://a%40b:c@thu.example.vn:587"),
    ],
)
def test_settings_valid_value(load, name, value):
    assert load(**REQUIRED | {name: value})["env"].values[name]


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "gunicorn", "--config", "saovang/gunicorn.py", "saovang.wsgi"],
        ["-m", "saovang.env"],
    ],
)
def test_start_with_invalid_value_prints_sentence_only(command, tmp_path):
    environment = Portal(tmp_path).environment | {"HTTPS": "maybe"}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stderr == ("Thiết lập HTTPS là «maybe», phải là on hoặc off. Xem giải thích trong .env.example.\n")


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "S3_ENDPOINT_URL"])
def test_settings_invalid_secret_is_not_shown(load, name):
    with pytest.raises(InvalidSettingError) as raised:
        load(**REQUIRED | {name: "mysql://a:mat-khau@may/ten"})
    assert "mat-khau" not in str(raised.value)


def test_check_deploy_has_no_warning(tmp_path):
    environment = Portal(tmp_path).environment | {"HTTPS": "on"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def documented() -> dict[str, str]:
    """Return each name in `.env.example` with the default there."""
    lines = re.findall(r"^#?([A-Z0-9_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(lines) == len(dict(lines))
    return dict(lines)


def test_env_example_names_exactly_the_settings(load):
    assert set(documented()) == set(load(**REQUIRED)["env"].values)


def test_env_example_defaults_are_those_of_settings(load, tmp_path):
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in documented().items()))
    written, default = load(**REQUIRED, ENV_FILE=str(tmp_path / ".env")), load(**REQUIRED)
    assert written["BACKUP_DIR"] == default["BACKUP_DIR"]
    assert written["env"].values == default["env"].values | {"BACKUP_DIR": ".data/backups"}


def test_env_template_of_install_is_valid(load, tmp_path):
    template = (ROOT / "deploy" / "saovang.env").read_text()
    for name, value in REQUIRED.items():
        template = template.replace(f"@{name}@", value)
    (tmp_path / ".env").write_text(template)
    assert load(ENV_FILE=str(tmp_path / ".env"))["ALLOWED_HOSTS"] == ["example.vn"]


def test_readme_names_only_existing_settings():
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`", (ROOT / "README.md").read_text()))
    prefixes = {name for name in named if name.endswith("_")}
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL", "S3_BUCKET"} <= named
    assert named - prefixes <= set(documented())
    assert all(any(name.startswith(prefix) for name in documented()) for prefix in prefixes)


def test_cookies_under_https_are_bound_to_the_host(load):
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME"]
    https, http = load(**REQUIRED), load(**REQUIRED, HTTPS="off")
    assert [https[name] for name in names] == ["__Host-sessionid", "__Host-csrftoken", "__Host-thiet_bi"]
    assert [http[name] for name in names] == ["sessionid", "csrftoken", "thiet_bi"]
