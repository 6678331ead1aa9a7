"""Forms of the admin site."""

import unicodedata
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet


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


class BoundedInlineFormSet(BaseInlineFormSet):
    """An inline formset that accepts at most `max_num` forms, deleted ones not counted.

    For forged data Django would build a thousand more forms, which keeps a thread busy; here it builds few.
    """

    default_error_messages = {"too_many_forms": "Nhiều nhất %(num)d mục."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.validate_max, self.absolute_max = True, self.max_num + 100
        super().__init__(*args, **kwargs)
