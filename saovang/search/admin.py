from django.contrib import admin

from saovang.desk.forms import ComposedForm
from saovang.search.models import PlaceName


@admin.register(PlaceName)
class PlaceNameAdmin(admin.ModelAdmin):
    form = ComposedForm
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name", "new_name"]
