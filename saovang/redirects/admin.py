from django.contrib import admin

from saovang.redirects.models import Redirect


@admin.register(Redirect)
class RedirectAdmin(admin.ModelAdmin):
    list_display = ["old_path", "new_path", "ignore_case"]
    search_fields = ["old_path", "new_path"]
