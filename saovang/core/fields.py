"""Rich text: one list of editor extensions defines what can be written and what is stored."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.html import format_html
from django_prose_editor.fields import ProseEditorField, create_sanitizer
from django_prose_editor.widgets import AdminProseEditorWidget

from saovang.core import links

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
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


class RichTextWidget(AdminProseEditorWidget):
    """The library's editor with Vietnamese labels and the admin site's style."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["css/admin-editor.css"]}, js=["js/editor-translations.js"])


class RichTextField(ProseEditorField):
    """HTML sanitized by an allow-list on every write.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all store sanitized HTML; forms sanitize it too.
    `extensions` are names and options of django-prose-editor.
    """

    def __init__(self, *args: Any, extensions: dict[str, Any] = EXTENSIONS, **kwargs: Any) -> None:
        sanitize = create_sanitizer(extensions)

        def clean(html: str) -> str:
            """Sanitize, and normalize to NFC: some keyboards type a letter and its accents as several characters."""
            return unicodedata.normalize("NFC", links.clean_links(sanitize(html), settings.ALLOWED_HOSTS))

        super().__init__(*args, extensions=extensions, sanitize=clean, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        """Sanitize. Raises ValidationError for a link that would lose its target."""
        for href in links.find_hrefs(value or ""):
            if "href" not in self.sanitize(format_html('<a href="{}">', href)):
                raise ValidationError(links.REFUSED.format(href), code="link")
        return super().clean(value, model_instance)

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
