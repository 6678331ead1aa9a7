from collections.abc import Iterable
from typing import Any

from django import forms

from saovang.notices.kinds import Kind


class NoticeSettingsForm(forms.Form):
    """The kinds of notices that a person wants."""

    kinds = forms.MultipleChoiceField(
        label="Gửi thư cho tôi khi có", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, offered: Iterable[Kind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(kind.name, kind.label) for kind in offered]  # type: ignore[attr-defined]
