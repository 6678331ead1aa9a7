"""Form fields that clean text before anything else is checked: its length, its format, its uniqueness."""

from hashlib import sha256
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet

from saovang.core.text import clean_text


class CleanTextMixin:
    """Form field whose text is cleaned, as a single line unless `multiline`, and which browsers do not cut.

    With the attribute `maxlength` a browser cuts a pasted text without a word. static/js/admin.js counts the characters
    instead, and the server's message says how long the text is.
    """

    multiline = False

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
        return super().to_python(value)  # type: ignore[misc]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs: dict[str, Any] = super().widget_attrs(widget)  # type: ignore[misc]
        if "maxlength" in attrs:
            attrs["data-maxlength"] = attrs.pop("maxlength")
        return attrs


class CleanCharField(CleanTextMixin, forms.CharField):
    pass


class CleanTextareaField(CleanTextMixin, forms.CharField):
    multiline = True
    widget = forms.Textarea


class CleanSlugField(CleanTextMixin, forms.SlugField):
    pass


class CleanURLField(CleanTextMixin, forms.URLField):
    pass


class CleanEmailField(CleanTextMixin, forms.EmailField):
    pass


class BoundedInlineFormSet(BaseInlineFormSet):
    """An inline formset that accepts at most `max_num` forms, deleted ones not counted.

    For forged data Django would build a thousand more forms, which keeps a thread busy; here it builds few.
    """

    default_error_messages = {"too_many_forms": "Nhiều nhất %(num)d mục."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.validate_max, self.absolute_max = True, self.max_num + 100
        super().__init__(*args, **kwargs)


def warnings_digest(warnings: list[str]) -> str:
    """Return a value that a form sends back when these warnings have been read."""
    return sha256("\n".join(warnings).encode()).hexdigest()
