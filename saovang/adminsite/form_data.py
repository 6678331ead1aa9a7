"""The data of a form of the admin site with its rows: compared with what is stored, and shown in the form again.

The forms are unbound, because what was typed may be half a date: it is restored as it is, without errors.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseModelFormSet
from django.utils.datastructures import MultiValueDict

NO_FILES: MultiValueDict = MultiValueDict()


def row_prefixes(data: Mapping[str, str], formset_prefix: str, key_name: str = "id") -> dict[str, str]:
    """Return the prefixes of a formset's stored rows in `data`, by the row's key."""
    prefixes = _prefixes(data, formset_prefix, key_name)
    return {data[f"{prefix}-{key_name}"]: prefix for prefix in prefixes if data[f"{prefix}-{key_name}"]}


def model_label(formset: BaseModelFormSet) -> str:
    """Return what people call a row of the formset."""
    return str(formset.model._meta.verbose_name) if formset.model else ""


def changed_labels(data: MultiValueDict, form: forms.ModelForm, formsets: Iterable[BaseModelFormSet]) -> list[str]:
    """Return the names of the fields, and of the kinds of rows, that differ from what the unbound forms show."""
    labels = [str(form.fields[name].label).lower() for name in _changed_values(form, data)]
    for formset in formsets:
        stored = (_changed_values(row, data, prefix) for row, prefix in _stored_rows(formset, data))
        new = (_changed_values(formset.empty_form, data, prefix) for prefix in _new_prefixes(formset, data))
        if any(stored) or any(new):
            labels.append(model_label(formset))
    return labels


def restore(data: MultiValueDict, form: forms.ModelForm, formsets: Iterable[BaseModelFormSet]) -> None:
    """Show the data in the unbound forms, with the hidden inputs for the detection of conflicts.

    A formset gets as many empty forms as the data has new rows.
    """
    form.initial.update(_changed_values(form, data))
    hidden = [name for name, field in form.fields.items() if field.widget.is_hidden and name in data]
    form.initial.update({name: data[name] for name in hidden})
    form.data = data  # an unbound form shows only its hidden inputs for conflicts
    for formset in formsets:
        new = len(_new_prefixes(formset, data))
        if new > formset.extra:
            formset.extra = new
            vars(formset).pop("forms", None)  # the cached forms, which Django has asked for their scripts
        for row, prefix in _matched_rows(formset, data):
            row.initial.update(_changed_values(row, data, prefix))


def unmatched_texts(
    data: Mapping[str, str], row_models: Iterable[type[models.Model]], formsets: Iterable[BaseModelFormSet]
) -> list[str]:
    """Return the texts of rows that the formsets do not have, such as the caption of a photo deleted since."""
    matched = {prefix for formset in formsets for _, prefix in _matched_rows(formset, data)}
    names = {
        field.name
        for model in row_models
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    pattern = re.compile(rf"(\w+-[0-9]+)-(?:{'|'.join(sorted(names))})")
    return [
        value.strip()
        for name, value in data.items()
        if (match := pattern.fullmatch(name)) and match[1] not in matched and value.strip()
    ]


def _prefixes(data: Mapping[str, str], formset_prefix: str, key_name: str) -> list[str]:
    pattern = re.compile(rf"({formset_prefix}-[0-9]+)-{key_name}")
    return [match[1] for name in data if (match := pattern.fullmatch(name))]


def _key_name(formset: BaseModelFormSet) -> str:
    model: Any = formset.model
    return model._meta.pk.name


def _new_prefixes(formset: BaseModelFormSet, data: Mapping[str, str]) -> list[str]:
    key_name = _key_name(formset)
    prefixes = _prefixes(data, str(formset.prefix), key_name)
    return [prefix for prefix in prefixes if not data[f"{prefix}-{key_name}"]]


def _stored_rows(formset: BaseModelFormSet, data: Mapping[str, str]) -> Iterator[tuple[forms.ModelForm, str]]:
    """Yield the forms of stored rows with the prefixes of these rows in `data`."""
    prefixes = row_prefixes(data, str(formset.prefix), _key_name(formset))
    for row in formset.initial_forms:
        if prefix := prefixes.get(str(row.instance.pk)):
            yield row, prefix


def _matched_rows(formset: BaseModelFormSet, data: Mapping[str, str]) -> Iterator[tuple[forms.ModelForm, str]]:
    """Yield the forms of a formset with the prefixes of their rows in `data`. New rows belong to the empty forms."""
    yield from _stored_rows(formset, data)
    yield from zip(formset.extra_forms, _new_prefixes(formset, data), strict=False)


def _changed_values(form: forms.ModelForm, data: MultiValueDict, prefix: str = "") -> dict[str, Any]:
    """Return by name what was typed into the visible fields that differ from what the unbound form shows.

    A field that the user left alone does not count, even if somebody else has changed it since.
    """
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        html_name = f"{prefix}-{name}" if prefix else name
        if field.widget.is_hidden or field.widget.value_omitted_from_data(data, NO_FILES, html_name):
            continue
        value = field.widget.value_from_datadict(data, NO_FILES, html_name)
        initial = form.get_initial_for_field(field, name)
        if _differs(field, initial, value) and not _is_left_alone(field, data, html_name, value):
            values[name] = value
    return values


def _is_left_alone(field: forms.Field, data: MultiValueDict, html_name: str, value: Any) -> bool:
    """Return True if `data` says what the page showed, and the value is still that one."""
    name, widget = f"initial-{html_name}", field.hidden_widget()
    if not field.show_hidden_initial or widget.value_omitted_from_data(data, NO_FILES, name):
        return False
    try:
        shown = field.to_python(widget.value_from_datadict(data, NO_FILES, name))
    except ValidationError:
        return False
    return not field.has_changed(shown, value)


def _differs(field: forms.Field, initial: Any, value: Any) -> bool:
    if isinstance(value, str) and value.splitlines() == str(initial or "").splitlines():
        return False  # browsers send other line breaks than those that are stored
    if isinstance(initial, datetime):
        initial = initial.replace(second=0, microsecond=0)  # the inputs show no seconds
    return field.has_changed(initial, value)
