"""The translations in core/locale."""

import ast
import gettext
import re

import pytest

from tests.portal import ROOT

FOLDER = ROOT / "saovang/core/locale/vi/LC_MESSAGES"
PLACEHOLDERS = re.compile(r"%(?:\(\w+\))?[srd]|\{\w*\}")


def read_po(path) -> dict:
    """Map msgid (with its context) to msgstr; reads only the parts of the format that our files use."""
    messages = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = {}
        for line in re.sub(r'"\n"', "", block).splitlines():
            if line and not line.startswith("#"):
                name, _, text = line.partition(" ")
                parts[name] = ast.literal_eval(text)
        if "msgid" in parts:
            key = f"{parts['msgctxt']}\x04{parts['msgid']}" if "msgctxt" in parts else parts["msgid"]
            messages[(key, 0) if "msgid_plural" in parts else key] = parts.get("msgstr", parts.get("msgstr[0]"))
    return messages


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_mo_file_equals_po_file(name):
    source = {key: text for key, text in read_po(FOLDER / f"{name}.po").items() if key}
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    assert {key: text for key, text in compiled.items() if key} == source


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_translation_has_placeholders_of_original(name):
    for key, text in read_po(FOLDER / f"{name}.po").items():
        original = key[0] if isinstance(key, tuple) else key
        assert set(PLACEHOLDERS.findall(text)) == set(PLACEHOLDERS.findall(original)), original
        assert text or not original
