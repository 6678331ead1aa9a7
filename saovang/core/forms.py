"""Form fields that clean text before anything else is checked: its length, its format, its uniqueness."""

from typing import Any

from django import forms

from saovang.core.text import clean_text


class CleanTextMixin:
    """Form field whose text is cleaned, as a single line unless `multiline`."""

    multiline = False

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = clean_text(value, multiline=self.multiline)
        return super().to_python(value)  # type: ignore[misc]


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
