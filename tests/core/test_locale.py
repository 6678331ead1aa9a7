"""The overlay of translations: compiled as written, and true to the words it translates."""

import ast
import gettext
import re

import pytest

from tests.portal import ROOT

FOLDER = ROOT / "saovang/core/locale/vi/LC_MESSAGES"
PLACES = re.compile(r"%(?:\(\w+\))?[srd]|\{\w*\}")


def read_po(path) -> dict:
    """msgid (with its context) → msgstr, as far as our own files use the format."""
    found = {}
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts = {}
        for line in re.sub(r'"\n"', "", block).splitlines():
            if line and not line.startswith("#"):
                name, _, text = line.partition(" ")
                parts[name] = ast.literal_eval(text)
        if "msgid" in parts:
            key = f"{parts['msgctxt']}\x04{parts['msgid']}" if "msgctxt" in parts else parts["msgid"]
            found[(key, 0) if "msgid_plural" in parts else key] = parts.get("msgstr", parts.get("msgstr[0]"))
    return found


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_what_is_compiled_is_what_is_written(name):
    written = {key: text for key, text in read_po(FOLDER / f"{name}.po").items() if key}
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    assert {key: text for key, text in compiled.items() if key} == written


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_every_translation_has_the_places_of_its_original(name):
    for key, text in read_po(FOLDER / f"{name}.po").items():
        original = key[0] if isinstance(key, tuple) else key
        assert set(PLACES.findall(text)) == set(PLACES.findall(original)), original
        assert text or not original
