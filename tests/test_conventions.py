"""The house rules that no tool of `make check` knows: what stands where, what documents name, what the locks hold."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from tests.portal import ROOT

AT_HOME = ("saovang", "news", "procedures")
TOP = {*AT_HOME, "manage.py", "templates", "static", "tests", "docs", "deploy", "pyproject.toml", "requirements.txt"}
TOP |= {"README.md", "Makefile", "LICENSE", ".ci"}
LINES = 150
LONGER = {
    "saovang/env.py",  # the file's syntax, the types and the command are one reader
    "saovang/pagecache/pages.py",  # the page, the shelf and the middleware, which make no sense apart
    "saovang/settings.py",  # one file, as Django has it: what one part sets, another goes by
}
LOCKS = ["requirements.txt", "tests/requirements.txt", "tests/audit-requirements.txt"]
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
FOLDERS = "|".join(re.escape(name) for name in sorted(TOP) if (ROOT / name).is_dir())
# Joined here, so that this file does not name them.
INDEXES = ["py" + "pi.org", "python" + "hosted", "(?<!no-emit-)index" + "-url", "find" + "-links", "trusted" + "-host"]


def tracked() -> list[str]:
    """Every file of the project; in an unpacked archive, which has no git, every file that git would not ignore."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    return sorted(_walk(ROOT, [".git", *(line.strip("/") for line in text(".gitignore").split())]))


def _walk(folder: Path, ignored: list[str]) -> Iterator[str]:
    for path in folder.iterdir():
        if any(fnmatch(path.name, pattern) for pattern in ignored):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, ignored)
        else:
            yield path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def files() -> list[str]:
    return tracked()


def found(pattern: str, files: list[str]) -> list[str]:
    """The files that hold a match, none of which is shown where it should not be."""
    search = re.compile(pattern.encode(), re.MULTILINE | re.IGNORECASE).search
    return [name for name in files if search((ROOT / name).read_bytes())]


def text(document: str) -> str:
    return (ROOT / document).read_text()


def code(document: str) -> str:
    """What stands in backticks and in fenced blocks, a line each."""
    fence = r"^```\w*\n(.*?)^```$"
    blocks = re.findall(fence, text(document), re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`]+)`", re.sub(fence, "", text(document), flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*blocks, *spans])


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)
    assert said.getvalue() == "No changes detected\n"


def test_at_the_top_stands_what_belongs_there(files):
    names = {name.partition("/")[0] for name in files}
    assert {name for name in names if name not in TOP and not (name.startswith(".") and name in files)} == set()


def test_a_file_is_at_home_under_so_many_lines(files):
    """What makemigrations wrote is not read line by line."""
    ours = [name for name in files if name.startswith(AT_HOME) and name.endswith(".py")]
    read = [name for name in ours if "/migrations/" not in name]
    assert len(read) > 100
    assert {name for name in read if text(name).count("\n") > LINES} == LONGER


def test_nobody_left_a_conflict_behind(files):
    marks = "|".join(mark * 7 for mark in ("<", r"\|", ">"))
    assert found(rf"^(?:(?:{marks}) |={{7}}$)", files) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock):
    lines = text(lock).replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z0-9, -]+\])?==[^\s;]+(\s*;.*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert len(packages) > 40
    assert [line[:60] for line in packages if not pinned.fullmatch(line)] == []


def test_the_tests_run_on_the_packages_of_production():
    pins = [set(re.findall(r"^\S+==\S+", text(lock), re.MULTILINE)) for lock in LOCKS]
    assert pins[0] - pins[1] == set()


def test_nothing_names_a_package_index(files):
    """Where packages come from is for the machine to say: a commune's may have no way to the world."""
    assert {pattern: names for pattern in INDEXES if (names := found(pattern, files))} == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_names_is_there(document, files):
    missing = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)", text(document))
        if "://" not in target and not (ROOT / document).parent.joinpath(target).exists()
    ]
    missing += [
        path
        for path in re.findall(rf"(?<![\w/.:-])(?:{FOLDERS})/[\w./-]*", text(document))
        if not (ROOT / path.rstrip(".")).exists()
    ]
    names = {Path(name).name for name in files}
    missing += set(re.findall(r"(?<![\w./-])[\w-]+\.(?:py|toml)\b", code(document))) - names
    folders = {part for name in files for part in Path(name).parent.parts}
    missing += set(re.findall(r"(?<![\w./<-])([a-z_]+)/(?=[\s;,]|$)", code(document), re.MULTILINE)) - folders
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_commands_that_a_document_names_are_there(document):
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code(document))) - targets == set()
    commands = set(re.findall(r"(?:manage\.py|sudo saovang) (?:help )?([a-z_]+)", code(document)))
    assert commands - set(get_commands()) == set()


def test_every_test_that_the_threat_model_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text("docs/threat-model.md"))
    assert len(named) > 40
    assert [name for file, name in named if not re.search(rf"^ *def {name}\(", text(file), re.MULTILINE)] == []
