"""Rich text: one list of what an editor offers, and so of what may be stored."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django_prose_editor.fields import ProseEditorField, create_sanitizer
from django_prose_editor.widgets import AdminProseEditorWidget

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "TrailingNode": True,
    "CleanPaste": True,
}


def _composed(sanitize: Callable[[str], str]) -> Callable[[str], str]:
    """`sanitize`, giving each letter in one piece (NFC): some keyboards type it and its accents as two."""

    def clean(html: str) -> str:
        return unicodedata.normalize("NFC", sanitize(html))

    return clean


class RichTextWidget(AdminProseEditorWidget):
    """The library's editor with Vietnamese words and the desk's look."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["css/admin-editor.css"]}, js=["js/editor-translations.js"])


class RichTextField(ProseEditorField):
    """HTML of an allow-list, cleaned on its way to the database, whichever way it goes.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all store clean HTML; forms clean it too.
    `extensions` are the editor's, by name (see django-prose-editor).
    """

    def __init__(self, *args: Any, extensions: dict[str, Any] = EXTENSIONS, **kwargs: Any) -> None:
        super().__init__(*args, extensions=extensions, sanitize=_composed(create_sanitizer(extensions)), **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**kwargs | {"widget": RichTextWidget})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        clean = self.sanitize(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, clean)
        return clean

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str):
            value = self.sanitize(value)
        return super().get_db_prep_save(value, connection)
