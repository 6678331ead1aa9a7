from django.contrib import admin

from saovang.search.models import PlaceName


@admin.register(PlaceName)
class PlaceNameAdmin(admin.ModelAdmin):
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name", "new_name"]
