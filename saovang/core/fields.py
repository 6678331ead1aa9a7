"""Model fields for what people type: plain text and rich text, cleaned on every write.

One list of editor extensions defines what rich text can be written and what is stored.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.html import format_html
from django_prose_editor.fields import ProseEditorField, create_sanitizer
from django_prose_editor.widgets import AdminProseEditorWidget

from saovang.core import forms as clean_forms
from saovang.core import links
from saovang.core.characters import clean_characters
from saovang.core.text import clean_text

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

# Full-width forms of characters that are markup.
_MARKUP = str.maketrans({"＂": "&quot;", "＆": "&amp;", "＜": "&lt;", "＞": "&gt;"})
_TAG_OR_LINE_BREAK = re.compile("(<[^>]*>)|[\v\u2028]")


class CleanTextMixin:
    """Model field whose text is cleaned on every way in: forms, `save()`, `bulk_create()`, `bulk_update()`, `update()`.

    Exact lookups clean their value too, so that `get_or_create()` finds what it would create.
    """

    form_class: type[forms.Field]
    multiline = False

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
        return super().to_python(value)  # type: ignore[misc]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": self.form_class} | kwargs)  # type: ignore[misc]

    def deconstruct(self) -> Any:
        """Return Django's own field for migrations: the column is the same."""
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, path.replace(f"{__name__}.Clean", "django.db.models."), args, kwargs


class CleanCharField(CleanTextMixin, models.CharField):
    form_class: type[forms.Field] = clean_forms.CleanCharField


class CleanTextField(CleanTextMixin, models.TextField):
    form_class: type[forms.Field] = clean_forms.CleanTextareaField
    multiline = True


class CleanSlugField(CleanTextMixin, models.SlugField):
    form_class: type[forms.Field] = clean_forms.CleanSlugField


class CleanURLField(CleanTextMixin, models.URLField):
    form_class: type[forms.Field] = clean_forms.CleanURLField


class CleanEmailField(CleanTextMixin, models.EmailField):
    form_class: type[forms.Field] = clean_forms.CleanEmailField


def clean_html(html: str, sanitize: Callable[[str], str]) -> str:
    """Return sanitized HTML whose text and attributes have clean characters. Word's soft line breaks become <br>.

    Cleaned text is sanitized again: without invisible characters a harmless link may be one to "javascript:".
    """
    sanitized = sanitize(html)
    cleaned = _TAG_OR_LINE_BREAK.sub(lambda match: match[1] or "<br>", sanitized.translate(_MARKUP))
    cleaned = clean_characters(cleaned)
    return sanitized if cleaned == sanitized else sanitize(cleaned)


class RichTextWidget(AdminProseEditorWidget):
    """The library's editor with Vietnamese labels and the admin site's style."""

    @property
    def media(self) -> forms.Media:
        return super().media + forms.Media(css={"all": ["css/admin-editor.css"]}, js=["js/editor-translations.js"])


class RichTextField(ProseEditorField):
    """HTML, sanitized by an allow-list and cleaned on every write.

    `save()`, `bulk_create()`, `bulk_update()` and `update()` all store sanitized HTML; forms sanitize it too.
    `extensions` are names and options of django-prose-editor.
    """

    def __init__(self, *args: Any, extensions: dict[str, Any] = EXTENSIONS, **kwargs: Any) -> None:
        sanitize = create_sanitizer(extensions)
        clean = partial(clean_html, sanitize=lambda html: links.clean_links(sanitize(html), settings.ALLOWED_HOSTS))
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
