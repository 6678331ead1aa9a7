"""Forms of the admin site."""

import unicodedata
from typing import Any

from django import forms


class NFCModelForm(forms.ModelForm):
    """Normalize text to NFC before uniqueness is checked.

    Some keyboards type a letter and its accents as several characters. The two spellings look the same.
    """

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return self.cleaned_data
