"""What all forms of the desk have in common."""

import unicodedata
from typing import Any

from django import forms


class NFCModelForm(forms.ModelForm):
    """Takes each letter in one piece (NFC): some keyboards type it and its accents as two.

    Before it is looked whether there is such a name already: the two look the same.
    """

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = unicodedata.normalize("NFC", value)
        return self.cleaned_data
