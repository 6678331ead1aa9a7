"""Forms of the admin site."""

import unicodedata
from typing import Any

from django import forms


class NFCModelForm(forms.ModelForm):
    """Normalize text to NFC before uniqueness is checked, and let nobody's text be cut.

    Some keyboards type a letter and its accents as several characters. The two spellings look the same.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            show_length_limit(field.widget)

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return self.cleaned_data


def show_length_limit(widget: forms.Widget) -> None:
    """Replace the attribute `maxlength`, with which browsers cut a pasted text without a word.

    static/js/admin.js counts the characters, and the server's message says how long the text is.
    """
    if "maxlength" in widget.attrs:
        widget.attrs["data-maxlength"] = widget.attrs.pop("maxlength")
