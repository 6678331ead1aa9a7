"""Rules of the stylesheets that oxfmt does not check."""

import re
from collections import Counter
from pathlib import Path

import django_prose_editor
from django.contrib import admin

from tests.portal import ROOT

OURS = sorted((ROOT / "static" / "css").glob("*.css"))
LIBRARIES = [path for module in (admin, django_prose_editor) for path in Path(module.__path__[0]).rglob("*.css")]


def read(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def classes(path: Path) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", read(path)))


def test_stylesheets_write_each_color_once():
    colors = Counter(color for path in OURS for color in re.findall(r"#[0-9a-fA-F]{3,8}\b", read(path)))
    assert {color for color, number in colors.items() if number > 1} == set()


def test_admin_stylesheets_prefix_their_classes():
    """Classes without prefix belong to Django's admin, which names field-… after model fields, or to the editor."""
    ours = {name for path in OURS if path.name.startswith("admin") for name in classes(path)}
    libraries = {name for path in LIBRARIES for name in classes(path)}
    assert {name for name in ours - libraries if not name.startswith(("sv-", "field-"))} == set()
