"""The commands that deploy/ calls."""

import io
import logging
import re

import pytest
from django.core.management import CommandError, call_command, get_commands

from tests.portal import ROOT

UNITS = ROOT / "deploy" / "systemd"


@pytest.mark.parametrize(("result", "told"), [("success", []), ("exit-code", ["backup"]), ("timeout", ["backup"])])
def test_a_command_that_failed_is_told(monkeypatch, caplog, result, told):
    monkeypatch.setenv("SERVICE_RESULT", result)
    with caplog.at_level(logging.ERROR):
        call_command("tell_failure", "backup")
    assert [record.args[0] for record in caplog.records] == told


def test_timers_run_commands_that_there_are():
    named = [re.search(r"Unit=saovang@(\w+)\.service", timer.read_text())[1] for timer in UNITS.glob("*.timer")]
    assert sorted(named) == ["backup", "check_notices"]
    assert {*named, "tell_failure"} <= set(get_commands())


def test_all_units_have_the_same_fence():
    fences = [
        re.search(r"\nNoNewPrivileges.*?SystemCallFilter=setpriority\n", (UNITS / unit).read_text(), re.DOTALL)[0]
        for unit in ("saovang.service", "saovang@.service")
    ]
    assert fences[0] == fences[1]


def test_restoring_waits_for_a_word_that_must_be_typed(monkeypatch, tmp_path):
    archive = tmp_path / "saovang-20260101-000000.tar"
    archive.write_bytes(b"")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="Không làm gì"):
        call_command("restore", str(archive), stdout=io.StringIO())
