"""Optimistic locking: forms that overwrite nothing that somebody else has saved since the page was opened.

Each field has a hidden input with the value that the page showed, Django's `show_hidden_initial`. Fields are compared
one by one, so two people who change different fields do not disturb each other.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseModelFormSet
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import localize
from django.utils.text import Truncator

from saovang.core.text import plain_text


class ConflictCheckForm(forms.ModelForm):
    """Keep newer values of fields that the user left alone; reject fields that both have changed.

    The error names the newer value, the user's value stays in the form, and the form can be sent again. Data without
    the hidden inputs, which come from no page of ours, are not compared.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, str] = {}  # messages by field
        if self.instance._state.adding:
            return
        for name, field in self.fields.items():
            is_comparable = not (isinstance(field, forms.FileField) or field.widget.is_hidden)
            is_known = not self.is_bound or self.add_initial_prefix(name) in self.data
            field.show_hidden_initial = is_comparable and is_known

    def full_clean(self) -> None:
        if self.is_bound:
            self._compare_with_shown_values()
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name, message in self.conflicts.items():
            self.add_error(name, message)
        return self.cleaned_data

    def _compare_with_shown_values(self) -> None:
        """Put newer values into the form's data; where the user has typed another one, only into the hidden input."""
        shown = [name for name, field in self.fields.items() if field.show_hidden_initial]
        stale = [self[name] for name in shown if self._is_stale(name)]
        if not stale:
            return
        typed = self.changed_data  # compares the data with the hidden inputs, so it is read before they change
        data = QueryDict(mutable=True)
        data.update(self.data)
        for bound_field in stale:
            field = bound_field.field
            if bound_field.name not in typed:
                _set_value(data, bound_field.html_name, field, field.widget, bound_field.initial)
            elif field.has_changed(bound_field.initial, bound_field.data):
                self.conflicts[bound_field.name] = (
                    f"Người khác vừa sửa mục này, nay là: {self._display(bound_field.name)}. "
                    "Chưa lưu đè lên: muốn lấy chữ của bạn thì bấm lưu lần nữa."
                )
            _set_value(data, bound_field.html_initial_name, field, field.hidden_widget(), bound_field.initial)
        self.data = data

    def _is_stale(self, name: str) -> bool:
        bound_field = self[name]
        field, stored = bound_field.field, bound_field.initial
        shown = field.hidden_widget().value_from_datadict(self.data, self.files, bound_field.html_initial_name)
        if isinstance(stored, str) and isinstance(shown, str):  # browsers send line breaks as CRLF
            return stored.strip().splitlines() != shown.strip().splitlines()
        return field.has_changed(stored, shown)

    def _display(self, name: str) -> str:
        """Return the stored value as a person reads it."""
        label = getattr(self.instance, f"get_{name}_display", None)
        value = label() if label else getattr(self.instance, name)
        if isinstance(value, bool):
            return "có đánh dấu" if value else "không đánh dấu"
        if isinstance(value, datetime):
            return f"“{timezone.localtime(value):%H:%M ngày %d/%m/%Y}”"
        text = plain_text(str(localize(value))) if value is not None else ""
        return f"“{Truncator(text).chars(300)}”" if text else "để trống"


def _set_value(data: QueryDict, name: str, field: forms.Field, widget: forms.Widget, value: Any) -> None:
    """Set `value` in the data of a form as the browser would send it."""
    if isinstance(widget, forms.MultiWidget):
        widget = field.hidden_widget()  # DateTimeInputs reads its one value as well
    prepared = field.prepare_value(value)
    formatted = widget.format_value(prepared)
    if formatted is None:  # empty, or a checkbox, which reads "True" and "False"
        formatted = str(prepared) if isinstance(prepared, bool) else ""
    data.setlist(name, formatted if isinstance(formatted, list) else [str(formatted)])


class ConflictCheckFormSet(BaseModelFormSet):
    """The editable rows of a list. Either all are saved or none."""

    has_deleted_rows = False

    def add_fields(self, form: Any, index: int | None) -> None:
        """Ignore the row of an object that was deleted since the list was shown, and reject the list once."""
        super().add_fields(form, index)
        if self.is_bound and index is not None and form.instance.pk is None:
            name = type(form.instance)._meta.pk.name
            self.has_deleted_rows |= form.add_prefix(name) in self.data
            form.fields = {name: forms.Field(disabled=True, widget=forms.HiddenInput)}
            form.empty_permitted = True

    def clean(self) -> None:
        super().clean()
        if self.has_deleted_rows:
            raise ValidationError(
                "Có mục vừa bị người khác xóa. Chưa lưu dòng nào: bấm lưu lần nữa để lưu các dòng còn lại."
            )
        if any(self.errors):
            raise ValidationError("Chưa lưu dòng nào. Những gì bạn sửa còn nguyên dưới đây.")
