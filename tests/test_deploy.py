"""Management commands that deploy/ runs."""

import io
import logging
import re

import pytest
from django.core.management import CommandError, call_command, get_commands

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
    assert sorted(commands) == ["backup", "check_feedback_addresses", "inspect", "purge_expired"]
    assert {*commands, "notify_failure"} <= set(get_commands())


def test_units_have_same_sandbox():
    sandboxes = [
        re.search(r"\nNoNewPrivileges.*?SystemCallFilter=setpriority\n", (UNITS / unit).read_text(), re.DOTALL)[0]
        for unit in ("saovang.service", "saovang@.service")
    ]
    assert sandboxes[0] == sandboxes[1]


def test_restore_without_confirmation_does_nothing(monkeypatch, tmp_path):
    archive = tmp_path / "saovang-20260101-000000.tar"
    archive.write_bytes(b"")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="Không làm gì"):
        call_command("restore", str(archive), stdout=io.StringIO())
