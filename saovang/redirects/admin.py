from django.contrib import admin

from saovang.adminsite.versions import ScopedVersionAdmin
from saovang.redirects.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(ScopedVersionAdmin):
    list_display = ["old_path", "new_path", "ignore_case"]
    search_fields = ["old_path__folded", "new_path__folded"]
