"""Conventions that no linter checks: the layout, the locks, what the documents name, and the names of tests."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.core.management import get_commands

from tests.portal import ROOT

TOP_LEVEL = {
    "manage.py",
    "saovang",
    "news",
    "procedures",
    "templates",
    "static",
    "tests",
    "pyproject.toml",
    "README.md",
}
TOP_LEVEL |= {"docs", "deploy", ".ci", "Makefile", "LICENSE", "requirements.txt"}
PROJECT_MODULES = {"__init__.py", "settings.py", "urls.py", "wsgi.py", "gunicorn.py", "env.py"}
LOCKS = ["requirements.txt", "tests/requirements.txt", "tests/audit-requirements.txt"]
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")])
FOLDERS = "|".join(re.escape(name) for name in sorted(TOP_LEVEL) if (ROOT / name).is_dir())
# Concatenated, so that this file does not contain them.
INDEXES = ["py" + "pi.org", "python" + "hosted", "(?<!no-emit-)index" + "-url", "find" + "-links", "trusted" + "-host"]
MAX_TEST_NAME = 60


def list_files() -> list[str]:
    """Return the tracked files, or without git (in an unpacked archive) all files that .gitignore does not match."""
    if (ROOT / ".git").exists() and shutil.which("git"):
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
        output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [name for name in output.split("\0") if name and (ROOT / name).is_file()]
    return sorted(_walk(ROOT, [".git", *(line.strip("/") for line in read(".gitignore").split())]))


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
    return list_files()


def find_files(pattern: str, files: list[str]) -> list[str]:
    """Return the files that contain a match."""
    search = re.compile(pattern.encode(), re.MULTILINE | re.IGNORECASE).search
    return [name for name in files if search((ROOT / name).read_bytes())]


def read(name: str) -> str:
    return (ROOT / name).read_text()


def read_code(document: str) -> str:
    """Return the inline code and the code blocks of a Markdown document, one on a line."""
    fence = r"^```\w*\n(.*?)^```$"
    blocks = re.findall(fence, read(document), re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`]+)`", re.sub(fence, "", read(document), flags=re.MULTILINE | re.DOTALL))
    return "\n".join([*blocks, *spans])


def test_top_level_has_no_other_files(files):
    names = {name.partition("/")[0] for name in files}
    dotfiles = {name for name in names if name.startswith(".") and name in files}
    assert names - TOP_LEVEL - dotfiles == set()


def test_project_package_has_no_other_modules(files):
    modules = {name for name in files if re.fullmatch(r"saovang/\w+\.py", name)}
    assert modules == {f"saovang/{name}" for name in PROJECT_MODULES}


def test_no_conflict_markers(files):
    markers = "|".join(character * 7 for character in ("<", r"\|", ">"))
    assert find_files(rf"^(?:(?:{markers}) |={{7}}$)", files) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_packages_with_hashes(lock):
    lines = read(lock).replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    pinned = re.compile(r"[a-z0-9.-]+(\[[a-z0-9, -]+\])?==[^\s;]+(\s*;.*?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert len(packages) > 20
    assert [line[:60] for line in packages if not pinned.fullmatch(line)] == []


def test_tests_use_production_packages():
    production, tests = (set(re.findall(r"^\S+==\S+", read(lock), re.MULTILINE)) for lock in LOCKS[:2])
    assert production - tests == set()


def test_no_package_index_is_named(files):
    """The machine chooses the index: a commune's may have no access to the internet."""
    assert {pattern: names for pattern in INDEXES if (names := find_files(pattern, files))} == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document_names_existing_files(document, files):
    missing = [
        target
        for target in re.findall(r"\]\(([^)#\s]+)", read(document))
        if "://" not in target and not (ROOT / document).parent.joinpath(target).exists()
    ]
    missing += [
        path
        for path in re.findall(rf"(?<![\w/.:-])(?:{FOLDERS})/[\w./-]*", read(document))
        if not (ROOT / path.rstrip(".")).exists()
    ]
    names = {Path(name).name for name in files}
    missing += set(re.findall(r"(?<![\w./-])[\w-]+\.(?:py|toml)\b", read_code(document))) - names
    folders = {part for name in files for part in Path(name).parent.parts}
    missing += set(re.findall(r"(?<![\w./<-])([a-z_]+)/(?=[\s;,]|$)", read_code(document), re.MULTILINE)) - folders
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document_names_existing_commands(document):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", read_code(document))) - targets == set()
    commands = set(re.findall(r"(?:manage\.py|sudo saovang) (?:help\s+)?(?!help)([a-z_]+)", read_code(document)))
    assert commands - set(get_commands()) == set()


def test_threat_model_names_existing_tests():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", read("docs/threat-model.md"))
    assert len(named) > 40
    assert [name for file, name in named if not re.search(rf"^ *def {name}\(", read(file), re.MULTILINE)] == []


def test_test_names_are_short(files):
    tests = [name for name in files if re.fullmatch(r"tests/.*test_\w+\.py", name)]
    names = [name for file in tests for name in re.findall(r"^ *def (test_\w+)\(", read(file), re.MULTILINE)]
    assert len(names) > 500
    assert [name for name in names if len(name) > MAX_TEST_NAME] == []
