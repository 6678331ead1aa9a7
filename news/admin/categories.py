from django.contrib import admin

from news.models import BoundaryChange, Category
from saovang.core.forms import NFCModelForm


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    form = NFCModelForm
    list_display = ["name", "slug", "order"]
    list_editable = ["order"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(BoundaryChange)
class BoundaryChangeAdmin(admin.ModelAdmin):
    form = NFCModelForm
    list_display = ["effective_date", "note"]
