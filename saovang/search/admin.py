from django.contrib import admin

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.search.models import PlaceName, Synonym


@admin.register(PlaceName)
class PlaceNameAdmin(ScopedVersionAdmin):
    list_display = ["old_name", "new_name"]
    search_fields = ["old_name__folded", "new_name__folded"]


@admin.register(Synonym)
class SynonymAdmin(ScopedVersionAdmin):
    list_display = ["term", "meanings"]
    search_fields = ["term__folded", "meanings__folded"]
