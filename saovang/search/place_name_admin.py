from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from saovang.adminsite.autosave import AutosaveAdmin
from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.search.place_names import abolished_units_of


class PlaceNameCheckAdmin(AutosaveAdmin, ScopedVersionAdmin):
    """Warn of names of abolished units, on save and in the list. The model has `place_fields`."""

    def get_list_display(self, request: HttpRequest) -> list:
        first, *others = super().get_list_display(request)
        return [first, "abolished_units", *others]  # second, because on a phone the last columns are out of sight

    @admin.display(description="tên đơn vị không còn")
    def abolished_units(self, obj: models.Model) -> str:
        return ", ".join(unit.name for unit in abolished_units_of(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if units := abolished_units_of(obj):
            names = ", ".join(map(str, units))
            messages.warning(request, f"Hãy xem lại: có tên đơn vị hành chính không còn: {names}.")
