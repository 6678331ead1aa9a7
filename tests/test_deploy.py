"""Management commands that deploy/ runs."""

import io
import logging
import re
import subprocess

import pytest
import reversion
from django.conf import settings
from django.contrib import admin
from django.core.management import CommandError, call_command, get_commands
from django.urls import reverse
from reversion.models import Version

from tests import factories
from tests.adminsite.test_permissions import OBJECTS
from tests.portal import ROOT

UNITS = ROOT / "deploy" / "systemd"


@pytest.mark.parametrize(("result", "logged"), [("success", []), ("exit-code", ["backup"]), ("timeout", ["backup"])])
def test_notify_failure_logs_failed_command(monkeypatch, caplog, result, logged):
    monkeypatch.setenv("SERVICE_RESULT", result)
    with caplog.at_level(logging.ERROR):
        call_command("notify_failure", "backup")
    assert [record.args[0] for record in caplog.records] == logged


def test_timers_run_existing_commands():
    commands = [re.search(r"Unit=saovang@(\w+)\.service", timer.read_text())[1] for timer in UNITS.glob("*.timer")]
    assert sorted(commands) == [
        "backup_nightly",
        "check_feedback_addresses",
        "check_portal",
        "extract_texts",
        "inspect",
        "purge_expired",
        "restore_drill",
        "send_notices",
    ]
    assert {*commands, "notify_failure"} <= set(get_commands())


def test_timers_run_at_vietnamese_time():
    """A server's clock is often in UTC, where 02:30 is 09:30 in Viet Nam."""
    times = [line for timer in UNITS.glob("*.timer") for line in re.findall(r"OnCalendar=.*", timer.read_text())]
    assert len(times) == len(list(UNITS.glob("*.timer")))
    assert [line for line in times if not line.endswith(f" {settings.TIME_ZONE}")] == []


def test_units_have_same_sandbox():
    sandboxes = [
        re.search(r"\nNoNewPrivileges.*?SystemCallFilter=setpriority\n", (UNITS / unit).read_text(), re.DOTALL)[0]
        for unit in ("saovang.service", "saovang@.service")
    ]
    assert sandboxes[0] == sandboxes[1]


def test_rollback_names_migrations_that_it_leaves(tmp_path):
    for release, names in {"cu": ["0001_initial"], "moi": ["0001_initial", "0002_them"]}.items():
        for app in ("news", "saovang/pages", "procedures"):
            folder = tmp_path / release / app / "migrations"
            folder.mkdir(parents=True)
            for name in names if app != "procedures" else ["0001_initial"]:
                (folder / f"{name}.py").touch()
    code = f". deploy/common.sh; cd {tmp_path}; newer_migrations cu moi; newer_migrations moi moi"
    done = subprocess.run(["bash", "-euc", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["news.0002_them pages.0002_them", "", ""]


def test_restore_without_confirmation_does_nothing(monkeypatch, tmp_path):
    archive = tmp_path / "saovang-20260101-000000.tar"
    archive.write_bytes(b"")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="Không làm gì"):
        call_command("restore", str(archive), stdout=io.StringIO())


def admin_pages(client) -> dict[str, str]:
    """Return the text of every page of every model in the admin site, by path."""
    pages = {}
    for create in [*OBJECTS.values(), lambda: factories.article(status="draft", published_at=None)]:
        with reversion.create_revision():
            obj = create()
        is_versioned = reversion.is_registered(type(obj))
        version = Version.objects.get_for_object(obj).latest("pk").pk if is_versioned else None
        keys = {"pk": obj.pk, "object_id": obj.pk, "version_pk": version, "version_id": version}
        for url in admin.site.get_model_admin(type(obj)).get_urls():
            regex = url.pattern.regex
            arguments = [keys.get(name) for name in regex.groupindex] or [obj.pk, version][-regex.groups or 2 :]
            if url.name and None not in arguments:
                path = reverse(f"admin:{url.name}", args=arguments)
                response = client.get(path)
                pages[path] = response.content.decode(errors="replace") if response.status_code == 200 else ""
    return pages


def test_nginx_lets_large_bodies_through_where_staff_upload(admin_client):
    text = (ROOT / "deploy/nginx/site.conf").read_text()
    patterns = dict(re.findall(r"location ~ (\S+) \{\n +if \(\$saovang_session.*?(@\w*BODY_BYTES@)", text, re.DOTALL))
    pages = admin_pages(admin_client)
    with_files = {path for path, page in pages.items() if 'type="file"' in page}
    with_files |= {path for page in pages.values() for path in re.findall(r'data-upload="([^"]+)"', page)}
    assert {re.sub(r"\d+", "1", path) for path in with_files} >= {
        "/quan-tri/news/article/1/anh/",
        "/quan-tri/procedures/procedure/nhap/",
    }
    allowed = {path for path in pages if any(re.search(pattern, path) for pattern in patterns)}
    assert with_files <= allowed
    assert [path for path in allowed - with_files if pages[path]] == [], (
        "only pages that the one row of a model forbids"
    )
    sizes = {size: pattern for pattern, size in patterns.items()}
    assert re.search(sizes["@BODY_BYTES@"], "/quan-tri/news/article/1/anh/")
    for path in ("tep/", "tep/2/"):  # to add and to replace a recording
        assert re.search(sizes["@ATTACHMENT_BODY_BYTES@"], f"/quan-tri/news/article/1/{path}")


def test_install_enables_every_timer():
    (names,) = re.findall(r"saovang-\{(.*)\}\.timer", (ROOT / "deploy" / "install").read_text())
    assert {f"saovang-{name}.timer" for name in names.split(",")} == {timer.name for timer in UNITS.glob("*.timer")}
