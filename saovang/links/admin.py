from django.contrib import admin
from django.db import models

from saovang.desk.forms import ComposedForm
from saovang.links.models import ServiceLink


@admin.register(ServiceLink)
class ServiceLinkAdmin(admin.ModelAdmin):
    form = ComposedForm
    list_display = ["name", "description", "address", "order"]
    list_editable = ["order"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
