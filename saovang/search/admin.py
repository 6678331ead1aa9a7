from django.contrib import admin

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.search.models import PlaceName


@admin.register(PlaceName)
class PlaceNameAdmin(ScopedVersionAdmin):
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name__folded", "new_name__folded"]
